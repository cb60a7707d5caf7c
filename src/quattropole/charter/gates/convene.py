"""Convening a meeting."""

from datetime import timedelta

from quattropole.charter.counting import least
from quattropole.charter.facts import ConveneFacts, DemandFacts, DutyFacts, ItemFacts
from quattropole.charter.gates import checks as c
from quattropole.charter.model import Effect, Form, Mode, OrganRules, Trigger
from quattropole.charter.statutes import Statutes
from quattropole.charter.values import Fact, Word
from quattropole.charter.verdicts import Findings, Outcome, Verdict


def convene(statutes: Statutes, facts: ConveneFacts) -> Findings:
    """Whether this convocation is in order: convener, form, notice, agenda, way of attending, items."""
    organ = c.organ_of(statutes, facts.organ)
    verdicts = [_convener(statutes, organ, facts)]
    if facts.demand is not None:
        verdicts.append(_demand(statutes, organ, facts.demand))
    if facts.second_call_of is not None:
        verdicts.append(_second_call(statutes, organ, facts))
    verdicts += [
        _form(statutes, organ, facts),
        _notice(statutes, organ, facts),
        _agenda(statutes, organ, facts),
        _mode(statutes, organ, facts),
    ]
    if facts.languages is not None:
        verdicts.append(_languages(statutes, organ, facts.languages))
    for item in facts.items:
        verdicts += _item(statutes, organ, item)
    return Findings("convene", facts.sent_on, statutes.key, tuple(verdicts))


def _convener(statutes: Statutes, organ: OrganRules, facts: ConveneFacts) -> Verdict:
    rule = organ.conveners
    told: dict[str, Fact] = {"organ": c.label(organ)}
    if not rule.offices:
        return Verdict("convener", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    told["offices"] = tuple(c.label(statutes.offices[key]) for key in rule.offices)
    if facts.by_office is None and facts.demand is None:
        return Verdict("convener", rule.source, Outcome.CANNOT_TELL, Effect.NONE, told)
    sent_rightly = facts.by_post is None or facts.by_post in rule.through
    ok = facts.by_office in rule.offices and sent_rightly
    return c.verdict("convener", rule.source, ok, statutes.validity.breach, told)


def _form(statutes: Statutes, organ: OrganRules, facts: ConveneFacts) -> Verdict:
    rule = organ.notice
    told: dict[str, Fact] = {
        "organ": c.label(organ),
        "form": Word("form", facts.form),
        "forms": tuple(Word("form", form) for form in rule.forms),
    }
    if not rule.required:
        return Verdict("notice_form", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    ok = facts.form in rule.forms or (facts.form is Form.WRITTEN and Form.TEXT in rule.forms)
    return c.verdict("notice_form", rule.source, ok, c.effect_of(statutes, "notice"), told)


def _notice(statutes: Statutes, organ: OrganRules, facts: ConveneFacts) -> Verdict:
    """The notice period by BGB §§ 187, 188: neither the triggering day nor the day of the meeting counts."""
    rule = organ.notice
    told: dict[str, Fact] = {"organ": c.label(organ), "meeting_on": facts.meeting_on}
    if not rule.required:
        return Verdict("notice", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    days, source = rule.days, rule.source
    if facts.second_call_of is not None and organ.second_call.notice_days is not None:
        days, source = organ.second_call.notice_days, organ.second_call.source
    trigger = facts.sent_on if rule.trigger is Trigger.DISPATCH else facts.received_on
    told["days"] = days
    told["trigger"] = Word("trigger", rule.trigger)
    told["latest"] = facts.meeting_on - timedelta(days=days + 1)
    if trigger is None:
        return Verdict("notice", source, Outcome.CANNOT_TELL, Effect.NONE, told)
    found = c.full_days(trigger, facts.meeting_on)
    told["trigger_on"] = trigger
    told["found"] = max(found, 0)
    return c.verdict("notice", source, found >= days, c.effect_of(statutes, "notice"), told)


def _agenda(statutes: Statutes, organ: OrganRules, facts: ConveneFacts) -> Verdict:
    told: dict[str, Fact] = {"organ": c.label(organ), "items": len(facts.items)}
    ok = facts.agenda_attached and bool(facts.items)
    if not organ.notice.agenda_attached:
        return Verdict("agenda", organ.notice.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    source = organ.notice.source if organ.notice.required else c.law_source(statutes, "item_named")
    return c.verdict("agenda", source, ok, c.effect_of(statutes, "item_named"), told)


def _mode(statutes: Statutes, organ: OrganRules, facts: ConveneFacts) -> Verdict:
    rule = organ.attendance
    told: dict[str, Fact] = {"organ": c.label(organ), "mode": Word("mode", facts.mode)}
    effect = c.effect_of(statutes, "attendance_mode")
    allowed = facts.mode in rule.modes or (facts.mode in rule.by_resolution and facts.virtual_resolved)
    if not allowed:
        case = "needs_resolution" if facts.mode in rule.by_resolution else ""
        return Verdict("attendance_mode", rule.source, Outcome.BREACHED, effect, told, case)
    if facts.mode is not Mode.IN_PERSON and rule.rights_in_convocation and not facts.rights_explained:
        return Verdict("attendance_mode", rule.source, Outcome.BREACHED, effect, told, "rights")
    return Verdict("attendance_mode", rule.source, Outcome.MET, Effect.NONE, told)


def _languages(statutes: Statutes, organ: OrganRules, languages: frozenset[str]) -> Verdict:
    missing = tuple(c.language_word(lang) for lang in statutes.authentic_languages if lang not in languages)
    told: dict[str, Fact] = {"organ": c.label(organ), "missing": missing}
    return c.verdict("convocation_languages", statutes.languages.source, not missing, Effect.DUTY, told)


def _second_call(statutes: Statutes, organ: OrganRules, facts: ConveneFacts) -> Verdict:
    rule = organ.second_call
    told: dict[str, Fact] = {"organ": c.label(organ), "days": rule.days_after, "first_on": facts.second_call_of}
    effect = statutes.validity.breach
    if not rule.allowed or facts.second_call_of is None:
        return Verdict("second_call", rule.source, Outcome.BREACHED, effect, told, "no_clause")
    told["meeting_on"] = facts.meeting_on
    late_enough = (facts.meeting_on - facts.second_call_of).days >= rule.days_after
    sent_after = facts.sent_on >= facts.second_call_of or rule.announced_before
    if late_enough and not sent_after:
        return Verdict("second_call", rule.source, Outcome.BREACHED, effect, told, "announced_before")
    return c.verdict("second_call", rule.source, late_enough, effect, told)


def _item(statutes: Statutes, organ: OrganRules, item: ItemFacts) -> list[Verdict]:
    matter = c.matter_of(statutes, item.matter)
    verdicts = [
        c.competence(statutes, organ, matter, item.office, item.key),
        c.right_of_proposal(statutes, organ, matter, item.proposed_by, item.office, item.key),
        c.item_named(statutes, organ, matter, item.named, item.key),
    ]
    if item.texts is not None:
        verdicts.append(c.texts_present(statutes, matter, item.texts, Effect.DUTY, item.key))
    return verdicts


def _demand(statutes: Statutes, organ: OrganRules, facts: DemandFacts) -> Verdict:
    """Whether enough members demand the meeting in the right way; MET means that it has to be convened."""
    rule = organ.demand
    needed = int(least(facts.members, rule.fraction, strict=False))
    told: dict[str, Fact] = {
        "organ": c.label(organ),
        "fraction": rule.fraction,
        "needed": needed,
        "demanded_by": facts.demanded_by,
        "form": Word("form", rule.form),
    }
    in_form = facts.form is rule.form or (rule.form is Form.TEXT and facts.form is Form.WRITTEN)
    if facts.demanded_by < needed:
        return Verdict("demand", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told, "too_few")
    if not in_form or not facts.purpose or (rule.reasons and not facts.reasons):
        return Verdict("demand", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told, "form")
    return Verdict("demand", rule.source, Outcome.MET, Effect.NONE, told)


def must_convene(statutes: Statutes, facts: DutyFacts) -> Findings:
    """Whether an organ has to be convened (BGB §§ 36, 37). A breach is a duty: convene now."""
    organ = c.organ_of(statutes, facts.organ)
    verdicts = [_regular(statutes, organ, facts)]
    if facts.interest_requires:
        told: dict[str, Fact] = {"organ": c.label(organ)}
        source = c.law_source(statutes, "convening_duty")
        verdicts.append(Verdict("convening_interest", source, Outcome.BREACHED, Effect.DUTY, told))
    if facts.demand is not None:
        asked = _demand(statutes, organ, facts.demand)
        if asked.outcome is Outcome.MET:
            effect = c.effect_of(statutes, "demand")
            asked = Verdict("demand", asked.source, Outcome.BREACHED, effect, asked.facts)
        verdicts.append(asked)
    return Findings("must_convene", facts.on, statutes.key, tuple(verdicts))


def _regular(statutes: Statutes, organ: OrganRules, facts: DutyFacts) -> Verdict:
    rule = organ.regular
    met = sum(1 for day in facts.met_on if day.year == facts.on.year and day <= facts.on)
    told: dict[str, Fact] = {
        "organ": c.label(organ),
        "per_year": rule.per_year,
        "met": met,
        "year": str(facts.on.year),
    }
    if not rule.per_year:
        return Verdict("convening_duty", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    return c.verdict("convening_duty", rule.source, met >= rule.per_year, Effect.DUTY, told)
