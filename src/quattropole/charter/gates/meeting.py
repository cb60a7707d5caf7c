"""Opening a meeting and opening a vote in it."""

from quattropole.charter.counting import least, weights_identify
from quattropole.charter.facts import OpenMeetingFacts, OpenVoteFacts
from quattropole.charter.gates import checks as c
from quattropole.charter.model import Effect, OrganRules
from quattropole.charter.statutes import Statutes
from quattropole.charter.values import Fact
from quattropole.charter.verdicts import Findings, Outcome, Verdict


def open_meeting(statutes: Statutes, facts: OpenMeetingFacts) -> Findings:
    """Who chairs and whether the organ is quorate. A meeting without quorum may be held, it cannot vote."""
    organ = c.organ_of(statutes, facts.organ)
    verdicts = (
        c.convocation(statutes, facts.convocation_ok, facts.defect_relevant),
        _chair(statutes, organ, facts.chair_office),
        *c.quorum_verdicts(
            statutes, organ, facts.presence, second_call=facts.second_call, matter=None, effect=Effect.NONE
        ),
    )
    return Findings("open_meeting", facts.on, statutes.key, verdicts)


def _chair(statutes: Statutes, organ: OrganRules, office: str | None) -> Verdict:
    rule = organ.chair
    told: dict[str, Fact] = {"organ": c.label(organ)}
    if not rule.offices:
        return Verdict("chair", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    told["offices"] = tuple(c.label(statutes.offices[key]) for key in rule.offices)
    return c.verdict("chair", rule.source, office in rule.offices, Effect.DUTY, told)


def open_vote(statutes: Statutes, facts: OpenVoteFacts) -> Findings:
    """Whether this vote may be opened now: competence, proposal, naming, convocation, quorum, secrecy."""
    organ = c.organ_of(statutes, facts.organ)
    matter = c.matter_of(statutes, facts.matter)
    verdicts = [
        c.competence(statutes, organ, matter, facts.office),
        c.right_of_proposal(statutes, organ, matter, facts.proposed_by, facts.office),
        c.item_named(statutes, organ, matter, facts.item_named_in_convocation),
        c.convocation(statutes, facts.convocation_ok, facts.defect_relevant),
        *c.quorum_verdicts(
            statutes,
            organ,
            facts.presence,
            second_call=facts.second_call,
            matter=matter,
            effect=c.effect_of(statutes, "quorum"),
        ),
        _secret(statutes, organ, facts),
    ]
    if facts.texts_present is not None:
        verdicts.append(c.texts_present(statutes, matter, facts.texts_present, Effect.DUTY))
    return Findings("open_vote", facts.on, statutes.key, tuple(verdicts))


def _secret(statutes: Statutes, organ: OrganRules, facts: OpenVoteFacts) -> Verdict:
    """Whether the vote is as secret as it must be, and whether its secrecy can be kept."""
    rule = statutes.offices[facts.office].secret if facts.office is not None else organ.secret
    needed = least(facts.presence.present_seats, rule.fraction, strict=False) if rule.fraction is not None else None
    told: dict[str, Fact] = {"organ": c.label(organ), "demanded_by": facts.secret_demanded_by, "needed": needed}
    if facts.secret:
        if not rule.allowed:
            return Verdict("secret_ballot", rule.source, Outcome.BREACHED, Effect.BARRED, told, "not_allowed")
        if weights_identify(facts.weights):
            return Verdict("secret_ballot", rule.source, Outcome.BREACHED, Effect.BARRED, told, "weights")
        return Verdict("secret_ballot", rule.source, Outcome.MET, Effect.NONE, told)
    demanded = needed is not None and facts.secret_demanded_by >= needed
    if rule.always or demanded:
        case = "" if rule.always else "demanded"
        return Verdict("secret_ballot", rule.source, Outcome.BREACHED, Effect.BARRED, told, case)
    return Verdict("secret_ballot", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
