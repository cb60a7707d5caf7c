"""Admitting an item to an agenda."""

from datetime import timedelta

from quattropole.charter.facts import AdmitFacts
from quattropole.charter.gates import checks as c
from quattropole.charter.model import Effect, OrganRules
from quattropole.charter.statutes import MatterRules, Statutes
from quattropole.charter.values import Fact
from quattropole.charter.verdicts import Findings, Outcome, Verdict


def admit_item(statutes: Statutes, facts: AdmitFacts) -> Findings:
    """Whether this item may go on this agenda: competence, right of proposal, who asks, deadline, naming."""
    organ = c.organ_of(statutes, facts.organ)
    matter = c.matter_of(statutes, facts.matter)
    verdicts = (
        c.competence(statutes, organ, matter, facts.office),
        c.right_of_proposal(statutes, organ, matter, facts.proposed_by, facts.office),
        _asker(statutes, organ, facts),
        _deadline(statutes, organ, matter, facts),
        _naming(statutes, organ, matter, facts),
    )
    return Findings("admit_item", facts.added_on, statutes.key, verdicts)


def _asker(statutes: Statutes, organ: OrganRules, facts: AdmitFacts) -> Verdict:
    """Who may ask for an item: an office, an organ, or a share of the members."""
    rule = organ.items
    told: dict[str, Fact] = {
        "organ": c.label(organ),
        "offices": tuple(c.label(statutes.offices[key]) for key in rule.offices),
        "organs": c.labels(statutes, rule.organs),
        "fraction": rule.fraction,
    }
    if not rule.offices and not rule.organs and rule.fraction is None:
        return Verdict("item_right", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    if facts.by_office in rule.offices or facts.by_organ in rule.organs:
        return Verdict("item_right", rule.source, Outcome.MET, Effect.NONE, told)
    if facts.supporters is not None and facts.members and rule.fraction is not None:
        enough = facts.supporters >= rule.fraction * facts.members
        return c.verdict("item_right", rule.source, enough, Effect.BARRED, told)
    asked = facts.by_office is not None or facts.by_organ is not None or facts.supporters is not None
    return c.verdict("item_right", rule.source, False if asked else None, Effect.BARRED, told)


def _deadline(statutes: Statutes, organ: OrganRules, matter: MatterRules, facts: AdmitFacts) -> Verdict:
    days = organ.items.until_days
    told: dict[str, Fact] = {"organ": c.label(organ), "days": days, "added_on": facts.added_on}
    if days is None or not matter.naming.required:
        return Verdict("item_deadline", organ.items.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    told["latest"] = facts.meeting_on - timedelta(days=days + 1)
    in_time = c.full_days(facts.added_on, facts.meeting_on) >= days
    return c.verdict("item_deadline", organ.items.source, in_time, statutes.validity.breach, told)


def _naming(statutes: Statutes, organ: OrganRules, matter: MatterRules, facts: AdmitFacts) -> Verdict:
    """An item added after the convocation must still be named to the members in time (BGB § 32(1) s. 2).

    In time is what the statutes allow for items; where they say nothing, the notice period of the meeting itself.
    """
    source = matter.naming.source
    told: dict[str, Fact] = {"matter": c.label(matter), "organ": c.label(organ)}
    if not matter.naming.required:
        return Verdict("item_named", source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    if facts.convened_on is None or facts.added_on <= facts.convened_on:
        return Verdict("item_named", source, Outcome.MET, Effect.NONE, told)
    days = organ.items.until_days if organ.items.until_days is not None else organ.notice.days
    latest = facts.meeting_on - timedelta(days=days + 1)
    told["latest"] = latest
    effect = c.effect_of(statutes, "item_named")
    if facts.renotified_on is None and facts.added_on <= latest:
        return Verdict("item_named", source, Outcome.BREACHED, Effect.DUTY, told, "send_supplement")
    if facts.renotified_on is None or facts.renotified_on > latest:
        return Verdict("item_named", source, Outcome.BREACHED, effect, told, "too_late")
    return Verdict("item_named", source, Outcome.MET, Effect.NONE, told, "supplement")
