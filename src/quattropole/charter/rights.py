"""What a seat may do: propose, be substituted, vote; and who speaks for the association."""

from datetime import date

from quattropole.charter.counting import NO_BASES, Bases, tally, without
from quattropole.charter.facts import CastFacts, InterestFacts
from quattropole.charter.gates import checks as c
from quattropole.charter.model import Effect, OrganRules, ProxyHolder, Substitutes
from quattropole.charter.statutes import Statutes
from quattropole.charter.terms import add_months, may_serve_again
from quattropole.charter.values import Fact, Word
from quattropole.charter.verdicts import Findings, Outcome, Verdict

INTERESTS = (
    "contract_with_self",
    "lawsuit_with_self",
    "own_discharge",
    "own_election",
    "contract_with_relative",
    "contract_with_own_city",
    "none",
)
"""The interests a person can have in a matter; which of them exclude is for the law and the statutes to say."""


def may_propose(
    statutes: Statutes, organ: str, matter: str, proposed_by: frozenset[str], *, office: str | None = None
) -> Verdict:
    """Whether an organ that must propose a matter has done so (right of proposal)."""
    rules = c.organ_of(statutes, organ)
    return c.right_of_proposal(statutes, rules, c.matter_of(statutes, matter), proposed_by, office)


def may_stand(
    statutes: Statutes, office: str, *, seats_in: frozenset[str], terms_in_a_row: int = 0, city: str | None = None
) -> Verdict:
    """Whether somebody may be a candidate: a seat in the right organ, the limit of terms, a city in the rotation.

    ``seats_in``: organs in which the person holds a seat; ``city``: the city of the person, for rotating offices.
    """
    rules = c.office_of(statutes, office)
    seat_in = rules.eligible.seat_in
    told: dict[str, Fact] = {"office": c.label(rules), "terms": terms_in_a_row, "limit": rules.term.consecutive}
    effect = c.effect_of(statutes, "board_appointment")
    if not may_serve_again(rules, terms_in_a_row):
        return Verdict("candidacy", rules.term.source, Outcome.BREACHED, effect, told, "limit")
    if rules.rotation is not None and city is not None and not any(city in turn for turn in rules.rotation.order):
        return Verdict("candidacy", rules.rotation.source, Outcome.BREACHED, effect, told, "rotation")
    if seat_in is None:
        return Verdict("candidacy", rules.eligible.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    told["organ"] = c.label(statutes.organs[seat_in])
    return c.verdict("candidacy", rules.eligible.source, seat_in in seats_in, effect, told)


def may_substitute(
    organ: OrganRules,
    seat_city: str,
    substitute_city: str,
    *,
    named_by_city: bool = False,
    holder_present: bool = False,
) -> Verdict:
    """Whether somebody of ``substitute_city`` may sit for a seat of ``seat_city``: never beside its holder."""
    rule = organ.substitution
    told: dict[str, Fact] = {"organ": c.label(organ), "seat_city": seat_city, "substitute_city": substitute_city}
    if not rule.allowed:
        return Verdict("substitution", rule.source, Outcome.BREACHED, Effect.BALLOT_VOID, told, "no_clause")
    if holder_present:
        return Verdict("substitution", rule.source, Outcome.BREACHED, Effect.BALLOT_VOID, told, "holder_present")
    if seat_city != substitute_city:
        return Verdict("substitution", rule.source, Outcome.BREACHED, Effect.BALLOT_VOID, told, "other_city")
    named = rule.who is Substitutes.SAME_CITY or named_by_city
    return c.verdict("substitution", rule.source, named, Effect.BALLOT_VOID, told)


def may_carry_proxy(
    statutes: Statutes, organ: str, *, proxies_held: int, same_city: bool = False, member: bool = True
) -> Verdict:
    """Whether somebody may vote for one more absent member (BGB § 38). ``proxies_held``: those held already.

    ``member``: whether the one who carries it has a seat in the organ.
    """
    rules = c.organ_of(statutes, organ)
    rule = rules.proxies
    told: dict[str, Fact] = {"organ": c.label(rules), "cap": rule.cap, "held": proxies_held}
    effect = c.effect_of(statutes, "proxy")
    if not rule.allowed:
        return Verdict("proxy", rule.source, Outcome.BREACHED, effect, told)
    if rule.holder is not ProxyHolder.ANYONE and not member:
        return Verdict("proxy", rule.source, Outcome.BREACHED, effect, told, "no_member")
    if rule.holder is ProxyHolder.SAME_CITY and not same_city:
        return Verdict("proxy", rule.source, Outcome.BREACHED, effect, told, "other_city")
    if rule.cap is not None and proxies_held >= rule.cap:
        return Verdict("proxy", rule.source, Outcome.BREACHED, effect, told, "cap")
    return Verdict("proxy", rule.source, Outcome.MET, Effect.NONE, told)


def excluded(statutes: Statutes, facts: InterestFacts) -> Verdict:
    """Whether an interest keeps a person from voting (BGB § 34): BREACHED means excluded.

    Effect: the ballot is void; if the person voted all the same, the resolution is void only if that was decisive.
    Raises LookupError for an interest that is none of INTERESTS.
    """
    if facts.interest not in INTERESTS:
        raise LookupError(f"{facts.interest!r} is no interest, only {', '.join(INTERESTS)}")
    rule = statutes.exclusion
    told: dict[str, Fact] = {"interest": Word("interest", facts.interest)}
    if facts.interest not in (*rule.interests, *rule.added):
        case = "own_election" if facts.interest == "own_election" else ""
        return Verdict("exclusion", rule.source, Outcome.MET, Effect.NONE, told, case)
    source = rule.added_source if facts.interest in rule.added else rule.source
    known = facts.decisive is not None or (facts.count is not None and facts.ballots is not None)
    if not facts.voted or not known:
        return Verdict("exclusion", source, Outcome.BREACHED, Effect.BALLOT_VOID, told)
    decisive = _decisive(statutes, facts) if facts.decisive is None else facts.decisive
    told["decisive"] = decisive
    effect = statutes.validity.breach if decisive else Effect.BALLOT_VOID
    return Verdict("exclusion", source, Outcome.BREACHED, effect, told, "decisive" if decisive else "not_decisive")


def _decisive(statutes: Statutes, facts: InterestFacts) -> bool:
    """Whether the vote would have ended otherwise without the person's ballots."""
    if facts.count is None or facts.ballots is None or facts.organ is None or facts.matter is None:
        return False
    majority = statutes.majority_for(facts.organ, facts.matter)
    presence = facts.presence
    bases = NO_BASES if presence is None else Bases(present=presence.present_seats, seats=presence.seats)
    with_them = tally(majority, facts.count, bases)
    return with_them.carried != tally(majority, without(facts.count, facts.ballots), bases).carried


def cast(statutes: Statutes, facts: CastFacts) -> Findings:
    """Whether this person may cast this ballot now: an open vote, a mandate in force, once, present, not excluded."""
    organ = c.organ_of(statutes, facts.organ)
    matter = c.matter_of(statutes, facts.matter)
    told: dict[str, Fact] = {"organ": c.label(organ), "matter": c.label(matter)}
    law = c.law_source(statutes, "majority")
    verdicts = [
        c.verdict("vote_open", law, facts.vote_open, Effect.BARRED, told),
        _mandate(statutes, organ, facts),
        c.verdict("cast_once", law, not facts.already_cast, Effect.BARRED, told),
        c.verdict("cast_present", law, facts.present, Effect.BALLOT_VOID, told),
    ]
    if statutes.membership.fee_gates_vote:
        source = statutes.membership.source
        verdicts.append(c.verdict("fee_paid", source, facts.fee_paid, Effect.BALLOT_VOID, told))
    if facts.interest is not None and matter.exclusion:
        verdicts.append(excluded(statutes, InterestFacts(facts.interest)))
    if facts.proxy:
        verdicts.append(may_carry_proxy(statutes, organ.key, proxies_held=facts.proxies_held))
    if facts.substitute_for_city is not None:
        verdicts.append(
            may_substitute(
                organ,
                facts.substitute_for_city,
                facts.substitute_city or "",
                named_by_city=facts.substitute_named,
                holder_present=facts.holder_present,
            )
        )
    return Findings("cast", facts.on, statutes.key, tuple(verdicts))


def _mandate(statutes: Statutes, organ: OrganRules, facts: CastFacts) -> Verdict:
    told: dict[str, Fact] = {"organ": c.label(organ), "begins": facts.begins, "ends": facts.ends, "on": facts.on}
    source = organ.seats[0].source
    if facts.begins is None:
        return Verdict("mandate", source, Outcome.BREACHED, Effect.BALLOT_VOID, told)
    if facts.on < facts.begins:
        return Verdict("mandate", source, Outcome.BREACHED, Effect.BALLOT_VOID, told, "not_begun")
    if facts.ends is not None and facts.ends < facts.on:
        return Verdict("mandate", source, Outcome.BREACHED, Effect.BALLOT_VOID, told, "ended")
    return Verdict("mandate", source, Outcome.MET, Effect.NONE, told)


def represents(statutes: Statutes, *, board_members: int, acting: int, offices: frozenset[str]) -> Verdict:
    """Whether those acting speak for the association (BGB § 26(2) s. 1).

    ``acting``: how many members of the board act; ``offices``: the offices they hold.
    """
    rule = statutes.representation
    told: dict[str, Fact] = {
        "acting": acting,
        "board_members": board_members,
        "offices": tuple(c.label(statutes.offices[key]) for key in rule.offices),
        "together": rule.together,
    }
    by_majority = rule.board_majority and 2 * acting > board_members
    by_office = bool(rule.offices) and len(offices.intersection(rule.offices)) >= rule.together
    effect = c.effect_of(statutes, "representation")
    return c.verdict("representation", rule.source, by_majority or by_office, effect, told)


def appointment(statutes: Statutes, *, appointed_by: str | None) -> Verdict:
    """Whether the board came into its seats by the right organ, or ex officio (BGB § 27(1)): then ``None``."""
    rule = statutes.board_appointment
    told: dict[str, Fact] = {"organ": c.label(statutes.organs[rule.organ]) if rule.organ is not None else None}
    effect = c.effect_of(statutes, "board_appointment")
    verdict = c.verdict("board_appointment", rule.source, appointed_by == rule.organ, effect, told)
    if rule.organ is not None:
        return verdict
    case = "ex_officio" if appointed_by is None else "not_ex_officio"
    return Verdict(verdict.rule, verdict.source, verdict.outcome, verdict.effect, told, case)


def leaving(statutes: Statutes, declared_on: date, leaves_on: date) -> Verdict:
    """Whether a member that declared its leaving may go on that day (BGB § 39)."""
    rule = statutes.membership
    earliest = add_months(declared_on, rule.leaving_months)
    told: dict[str, Fact] = {"months": rule.leaving_months, "earliest": earliest, "leaves_on": leaves_on}
    return c.verdict("leaving", rule.source, leaves_on >= earliest, Effect.BARRED, told)


def membership_size(statutes: Statutes, members: int, *, registering: bool = False) -> Verdict:
    """Whether the association has members enough to be registered, or to keep its capacity (BGB §§ 56, 73)."""
    rule = "registration_size" if registering else "keeping_size"
    size = statutes.minimum_members
    needed = size.to_register if registering else size.to_keep
    told: dict[str, Fact] = {"members": members, "needed": needed}
    source = c.law_source(statutes, rule)
    if not needed:
        return Verdict(rule, source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    return c.verdict(rule, source, members >= needed, c.effect_of(statutes, rule), told)
