"""The checks that several gates share: one function for a rule, each giving one verdict."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from quattropole.charter.counting import CityQuorum, Presence, QuorumResult, quorum
from quattropole.charter.model import Effect, OrganRules, Quorum, Source
from quattropole.charter.offices import OfficeRules
from quattropole.charter.statutes import MatterRules, Statutes
from quattropole.charter.values import Fact, Label, Word
from quattropole.charter.verdicts import Outcome, Verdict

Rules = TypeVar("Rules")

MET, BREACHED = Outcome.MET, Outcome.BREACHED
CANNOT_TELL, NOT_REQUIRED = Outcome.CANNOT_TELL, Outcome.NOT_REQUIRED


def organ_of(statutes: Statutes, key: str) -> OrganRules:
    """The rules of an organ; raises LookupError naming the organs there are."""
    return _known(statutes.organs, key, "organ", statutes)


def matter_of(statutes: Statutes, key: str) -> MatterRules:
    return _known(statutes.matters, key, "matter", statutes)


def office_of(statutes: Statutes, key: str) -> OfficeRules:
    return _known(statutes.offices, key, "office", statutes)


def _known(known: Mapping[str, Rules], key: str, what: str, statutes: Statutes) -> Rules:
    if key in known:
        return known[key]
    raise LookupError(f"statutes {statutes.key} have no {what} {key!r}, only {', '.join(known)}")


def label(rules: OrganRules | OfficeRules | MatterRules) -> Label:
    return Label(rules.key, rules.names)


def labels(statutes: Statutes, organs: tuple[str, ...]) -> tuple[Label, ...]:
    return tuple(label(statutes.organs[key]) for key in organs if key in statutes.organs)


def effect_of(statutes: Statutes, rule: str) -> Effect:
    """What a breach of a rule of the law does under these statutes: voidable instead of void where they say so."""
    return defect(statutes, statutes.law.rules[rule].effect)


def defect(statutes: Statutes, effect: Effect) -> Effect:
    return statutes.validity.breach if effect is Effect.VOID else effect


def law_source(statutes: Statutes, rule: str) -> Source:
    return statutes.law.rules[rule].source


def verdict(rule: str, source: Source, ok: bool | None, effect: Effect, facts: Mapping[str, Fact]) -> Verdict:
    """A verdict from a yes, a no, or a None for "cannot tell"."""
    outcome = CANNOT_TELL if ok is None else MET if ok else BREACHED
    return Verdict(rule, source, outcome, effect if outcome is BREACHED else Effect.NONE, facts)


def full_days(trigger: date, meeting: date) -> int:
    """Whole days between a trigger and a meeting; neither day counts (BGB §§ 187(1), 188(1))."""
    return (meeting - trigger).days - 1


def told_of(organ: OrganRules, matter: MatterRules, item: str | None) -> dict[str, Fact]:
    """The facts every check of an item begins with; ``item``: its key on the agenda, where there are several."""
    facts: dict[str, Fact] = {"organ": label(organ), "matter": label(matter)}
    if item is not None:
        facts["item"] = item
    return facts


def competence(
    statutes: Statutes, organ: OrganRules, matter: MatterRules, office: str | None, item: str | None = None
) -> Verdict:
    """Whether the organ decides the matter; for an election, whether it elects the office."""
    facts = told_of(organ, matter, item)
    effect = effect_of(statutes, "competence")
    if office is not None:
        rules = office_of(statutes, office)
        electing = (rules.elected_by,) if rules.elected_by is not None else ()
        facts["matter"] = label(rules)
        facts["organs"] = labels(statutes, electing)
        return verdict("competence", rules.election.source, organ.key in electing, effect, facts)
    facts["organs"] = labels(statutes, matter.decided_by)
    if matter.key == "election" and organ.key in matter.decided_by:
        return Verdict("competence", matter.deciding.source, CANNOT_TELL, Effect.NONE, facts)
    return verdict("competence", matter.deciding.source, organ.key in matter.decided_by, effect, facts)


def right_of_proposal(
    statutes: Statutes,
    organ: OrganRules,
    matter: MatterRules,
    proposed_by: frozenset[str],
    office: str | None,
    item: str | None = None,
) -> Verdict:
    """Whether an organ with the right of proposal has proposed. An organ needs no proposal by itself."""
    facts = told_of(organ, matter, item)
    needed, source, effect = matter.proposed_by, matter.proposing.source, matter.proposing.effect
    if office is not None:
        rules = office_of(statutes, office)
        needed = (rules.proposed_by,) if rules.proposed_by is not None else ()
        source, effect = rules.election.source, effect_of(statutes, "competence")
        facts["matter"] = label(rules)
    if not needed or organ.key in needed:
        return Verdict("right_of_proposal", source, NOT_REQUIRED, Effect.NONE, facts)
    facts["organs"] = labels(statutes, needed)
    ok = not proposed_by.isdisjoint(needed)
    return verdict("right_of_proposal", source, ok, defect(statutes, effect), facts)


def item_named(
    statutes: Statutes, organ: OrganRules, matter: MatterRules, named: bool, item: str | None = None
) -> Verdict:
    """Whether the convocation names the item (BGB § 32(1) s. 2)."""
    facts = told_of(organ, matter, item)
    if not matter.naming.required:
        return Verdict("item_named", matter.naming.source, NOT_REQUIRED, Effect.NONE, facts)
    return verdict("item_named", matter.naming.source, named, effect_of(statutes, "item_named"), facts)


def texts_present(
    statutes: Statutes, matter: MatterRules, present: frozenset[str] | None, effect: Effect, item: str | None = None
) -> Verdict:
    """Whether a text exists in every authentic language."""
    facts: dict[str, Fact] = {"matter": label(matter)}
    if item is not None:
        facts["item"] = item
    source = statutes.languages.source
    if present is None:
        return Verdict("authentic_texts", source, CANNOT_TELL, Effect.NONE, facts)
    missing = tuple(lang for lang in statutes.authentic_languages if lang not in present)
    facts["missing"] = tuple(language_word(lang) for lang in missing)
    facts["languages"] = tuple(language_word(lang) for lang in statutes.authentic_languages)
    return verdict("authentic_texts", source, not missing, effect, facts)


def language_word(lang: str) -> Fact:
    return Word("language", lang) if lang in {"de", "fr", "lb", "en"} else lang


def quorum_verdicts(
    statutes: Statutes,
    organ: OrganRules,
    presence: Presence,
    *,
    second_call: bool,
    matter: MatterRules | None,
    effect: Effect,
) -> tuple[Verdict, ...]:
    """The quorum overall, then one verdict for each city where every city must be there."""
    rule = matter.quorum if matter is not None and matter.quorum is not None else organ.quorum
    result = quorum(organ, presence, second_call=second_call, rule=rule)
    facts: dict[str, Fact] = {
        "organ": label(organ),
        "present": result.present,
        "size": result.base_size,
        "needed": result.needed,
    }
    if not result.required:
        source = organ.second_call.source if rule.required else rule.source
        case = "second_call" if rule.required else ""
        return (Verdict("quorum", source, NOT_REQUIRED, Effect.NONE, facts, case),)
    overall = verdict("quorum", rule.source, result.present >= result.needed, effect, facts)
    return (overall, *_city_verdicts(rule, result, effect, label(organ), presence))


def _city_verdicts(
    rule: Quorum, result: QuorumResult, effect: Effect, organ: Label, presence: Presence
) -> tuple[Verdict, ...]:
    if not rule.per_city:
        return ()
    if not result.cities:
        told: dict[str, Fact] = {"organ": organ, "needed": rule.per_city}
        return (Verdict("quorum_city", rule.source, CANNOT_TELL, Effect.NONE, told),)
    return tuple(
        verdict("quorum_city", rule.source, city.met, effect, _city_facts(city, organ, presence))
        for city in result.cities
    )


def _city_facts(city: CityQuorum, organ: Label, presence: Presence) -> dict[str, Fact]:
    names = presence.city_names.get(city.city)
    return {
        "organ": organ,
        "city": city.city if names is None else Label(city.city, names),
        "present": city.present,
        "size": city.seats,
        "needed": city.needed,
    }


def convocation(statutes: Statutes, ok: bool, relevant: bool) -> Verdict:
    """What a defect of the convocation means: nothing where no judicious member would mind."""
    rule = statutes.law.rules["relevance"]
    if ok:
        return Verdict("convocation", rule.source, MET, Effect.NONE, {})
    if not relevant:
        return Verdict("convocation", rule.source, BREACHED, Effect.NONE, {}, "not_relevant")
    return Verdict("convocation", rule.source, BREACHED, statutes.validity.breach, {})
