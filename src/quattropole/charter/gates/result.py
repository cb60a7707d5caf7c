"""Declaring a result and entering a resolution."""

from collections.abc import Mapping
from dataclasses import replace

from quattropole.charter.counting import Bases, Count, Tally, tally, voted, without
from quattropole.charter.facts import DeclareFacts, RegisterFacts
from quattropole.charter.gates import checks as c
from quattropole.charter.model import Effect, Majority, MemberKind, Number, OrganRules, Role, Source
from quattropole.charter.statutes import MatterRules, Statutes
from quattropole.charter.values import Fact, Votes, Word
from quattropole.charter.verdicts import Findings, Outcome, Verdict


def declare_result(statutes: Statutes, facts: DeclareFacts) -> Findings:
    """The result of a closed vote; ``Findings.tally`` and ``Findings.carried`` hold it.

    Ballots cast in spite of an exclusion are void and taken out before counting. ``carried`` is None where a figure is
    missing, and where the gate refuses the declaration.
    """
    organ = c.organ_of(statutes, facts.organ)
    matter = c.matter_of(statutes, facts.matter)
    count = without(facts.count, facts.excluded)
    majority = statutes.majority_for(organ.key, matter.key)
    bases = _bases(statutes, facts, count, _without_void(facts))
    casting = facts.casting if organ.chair.casting_vote else None
    result = tally(majority, count, bases, casting=casting)
    verdicts = [
        _closed(statutes, matter, facts.vote_closed),
        _count_possible(statutes, facts),
        *c.quorum_verdicts(
            statutes,
            organ,
            facts.presence,
            second_call=facts.second_call,
            matter=matter,
            effect=c.effect_of(statutes, "quorum"),
        ),
    ]
    if voted(facts.excluded):
        verdicts.append(_exclusion(statutes, majority, facts, result))
    if facts.casting is not None and result.tie:
        verdicts.append(_casting(organ))
    verdicts.append(majority_verdict(statutes, organ, matter, majority, result))
    findings = Findings("declare_result", facts.on, statutes.key, tuple(verdicts), result)
    unsure = findings.refused or bool(result.unknown)
    return findings if unsure else replace(findings, carried=result.carried)


def _without_void(facts: DeclareFacts) -> Mapping[str, Count]:
    """The count of each city without ballots that are void."""
    void = facts.excluded_groups
    return {city: without(count, void[city]) if city in void else count for city, count in facts.groups.items()}


def _bases(statutes: Statutes, facts: DeclareFacts, count: Count, groups: Mapping[str, Count]) -> Bases:
    """What the majority may be measured against. Where the members are the seats, their number is the seats' number."""
    presence = facts.presence
    for_it = [city for city, votes in groups.items() if votes.yes > votes.no]
    cities = len(facts.groups) or len(presence.by_city) or None
    cities_yes = len(for_it) if facts.groups else None
    members_yes: Number | None
    if statutes.membership.kind is MemberKind.SEAT:
        members = facts.members if facts.members is not None else presence.seats
        members_yes = facts.members_yes if facts.members_yes is not None else count.yes + facts.consents
    else:
        members = facts.members if facts.members is not None else cities or 0
        yes = facts.members_yes if facts.members_yes is not None else cities_yes
        members_yes = None if yes is None else yes + facts.consents
    known = bool(facts.populations) and all(city in facts.populations for city in facts.groups)
    return Bases(
        present=presence.present_seats if presence.present_votes is None else presence.present_votes,
        seats=presence.seats if presence.votes is None else presence.votes,
        members=members or None,
        members_yes=members_yes,
        cities=cities,
        cities_yes=cities_yes,
        population=sum(facts.populations.values()) if known else None,
        population_yes=sum(facts.populations[city] for city in for_it) if known and facts.groups else None,
    )


def _closed(statutes: Statutes, matter: MatterRules, closed: bool) -> Verdict:
    source = c.law_source(statutes, "majority")
    return c.verdict("vote_closed", source, closed, Effect.BARRED, {"matter": c.label(matter)})


def _count_possible(statutes: Statutes, facts: DeclareFacts) -> Verdict:
    """Whether the count can be true: no more votes than present, no negative figure, exclusions within the count."""
    presence, count, out = facts.presence, facts.count, facts.excluded
    present = presence.present_seats if presence.present_votes is None else presence.present_votes
    pairs = ((count.yes, out.yes), (count.no, out.no), (count.abstain, out.abstain), (count.invalid, out.invalid))
    ok = voted(count) <= present and all(0 <= part <= whole for whole, part in pairs)
    told: dict[str, Fact] = {"voted": Votes(voted(count)), "present": Votes(present)}
    return c.verdict("count_possible", c.law_source(statutes, "minutes"), ok, Effect.BARRED, told)


def _exclusion(statutes: Statutes, majority: Majority, facts: DeclareFacts, result: Tally) -> Verdict:
    """Ballots of excluded persons: void. Whether they would have turned the result (BGB § 34)."""
    bases = _bases(statutes, facts, facts.count, facts.groups)
    decisive = tally(majority, facts.count, bases).carried != result.carried
    told: dict[str, Fact] = {"ballots": Votes(voted(facts.excluded)), "decisive": decisive}
    case = "decisive" if decisive else ""
    source = statutes.exclusion.source
    return Verdict("excluded_ballots", source, Outcome.BREACHED, Effect.BALLOT_VOID, told, case)


def _casting(organ: OrganRules) -> Verdict:
    allowed = organ.chair.casting_vote
    return c.verdict("casting_vote", organ.chair.source, allowed, Effect.NONE, {"organ": c.label(organ)})


def majority_verdict(
    statutes: Statutes, organ: OrganRules, matter: MatterRules, majority: Majority, result: Tally
) -> Verdict:
    """Whether a counted vote reached its majority, with every figure that shows it."""
    told: dict[str, Fact] = {
        "matter": c.label(matter),
        "yes": Votes(result.count.yes),
        "no": Votes(result.count.no),
        "abstain": Votes(result.count.abstain),
        "invalid": Votes(result.count.invalid),
        "votes_cast": Votes(result.votes_cast),
        "measure": Word("measure", "more_than" if majority.strict else "at_least"),
        "threshold": majority.threshold,
        "base": Word("base", majority.of),
        "base_votes": None if result.base_votes is None else Votes(result.base_votes),
        "needed": None if result.needed is None else Votes(result.needed),
        "reached": Votes(result.reached),
    }
    source = _board_source(statutes, organ, matter, majority)
    if result.unknown:
        told["unknown"] = tuple(Word("base", base) for base in result.unknown)
        return Verdict("majority", source, Outcome.CANNOT_TELL, Effect.NONE, told)
    lacking = tuple(Word("base", part.base) for part in result.parts if not part.carried)
    if result.decided_by_chair and not lacking:
        return _decided_by_chair(source, result, told)
    if result.tie and not result.decided_by_chair:
        return Verdict("majority", source, Outcome.BREACHED, Effect.NOT_CARRIED, told, "tie")
    if lacking and (result.missing == 0 or result.decided_by_chair):
        told["lacking"] = lacking
        return Verdict("majority", source, Outcome.BREACHED, Effect.NOT_CARRIED, told, "double")
    return c.verdict("majority", source, result.carried, Effect.NOT_CARRIED, told)


def _decided_by_chair(source: Source, result: Tally, told: dict[str, Fact]) -> Verdict:
    if result.carried:
        return Verdict("majority", source, Outcome.MET, Effect.NONE, told, "chair")
    return Verdict("majority", source, Outcome.BREACHED, Effect.NOT_CARRIED, told, "chair_no")


def _board_source(statutes: Statutes, organ: OrganRules, matter: MatterRules, majority: Majority) -> Source:
    """The board decides as the assembly does (BGB § 28): its results cite both paragraphs."""
    own = organ.majority is not None and matter.majority_from_law
    if organ.role is not Role.BOARD or own or not matter.majority_from_law:
        return majority.source
    board = c.law_source(statutes, "board_procedure")
    return Source(f"{board.cite}; {majority.source.cite}", board.url)


def register(statutes: Statutes, facts: RegisterFacts) -> Findings:
    """Whether a resolution may enter the register: declared, carried, in every authentic language, numbered in turn."""
    matter = c.matter_of(statutes, facts.matter)
    told: dict[str, Fact] = {"matter": c.label(matter)}
    declared = c.law_source(statutes, "majority")
    verdicts = [
        c.verdict("declared", declared, facts.declared, Effect.BARRED, told),
        c.verdict("carried", matter.majority.source, facts.carried, c.defect(statutes, matter.effect), told),
        _texts(statutes, matter, facts.texts_present),
        _minutes(statutes, matter, facts.count),
    ]
    if facts.number is not None and facts.last_number is not None:
        verdicts.append(_number(statutes, facts.number, facts.last_number))
    verdicts.append(_public_register(statutes, matter, facts))
    return Findings("register", facts.on, statutes.key, tuple(verdicts), carried=facts.carried)


def _texts(statutes: Statutes, matter: MatterRules, present: frozenset[str]) -> Verdict:
    effect = Effect.BARRED if statutes.register.all_authentic_texts else Effect.DUTY
    return c.texts_present(statutes, matter, present, effect)


def _minutes(statutes: Statutes, matter: MatterRules, count: Count | None) -> Verdict:
    """Yes, no, abstentions and invalid ballots belong in the minutes: a registry court asks for them."""
    told: dict[str, Fact] = {"matter": c.label(matter)}
    if not statutes.register.full_count:
        return Verdict("minutes", statutes.register.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    effect = Effect.BARRED if matter.needs_registration else Effect.DUTY
    return c.verdict("minutes", statutes.register.source, count is not None, effect, told)


def _number(statutes: Statutes, number: int, last: int) -> Verdict:
    told: dict[str, Fact] = {"number": number, "expected": last + 1}
    return c.verdict("number", statutes.register.source, number == last + 1, Effect.BARRED, told)


def _public_register(statutes: Statutes, matter: MatterRules, facts: RegisterFacts) -> Verdict:
    """A change of the statutes has effect only once the public register has it; a new board is filed there."""
    told: dict[str, Fact] = {"matter": c.label(matter), "entered_on": facts.public_register_on}
    if matter.key == "election":
        rule = statutes.law.rules["board_registration"]
        return _filed("board_registration", rule.source, rule.effect, told, facts)
    rule = statutes.law.rules["registration"]
    if not matter.needs_registration:
        return Verdict("registration", matter.registration.source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    return _filed("registration", matter.registration.source, rule.effect, told, facts)


def _filed(rule: str, source: Source, effect: Effect, told: dict[str, Fact], facts: RegisterFacts) -> Verdict:
    if effect is Effect.NONE:
        return Verdict(rule, source, Outcome.NOT_REQUIRED, Effect.NONE, told)
    entered = facts.public_register_on is not None and facts.public_register_on <= facts.on
    return c.verdict(rule, source, entered, effect, told)
