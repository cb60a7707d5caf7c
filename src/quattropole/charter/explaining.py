"""A charter in plain words, with the paragraph of every rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quattropole.charter import model as m
from quattropole.charter.gates.checks import label, labels, language_word
from quattropole.charter.offices import OfficeRules
from quattropole.charter.statutes import MatterRules, Statutes
from quattropole.charter.values import Fact, Label, Word
from quattropole.charter.wording import phrase, say

Facts = Mapping[str, Fact]
Told = tuple[str, Facts, m.Source]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words, and where it comes from. ``cite`` includes the remark on assumed values."""

    text: str
    source: m.Source
    cite: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def explain(statutes: Statutes, lang: str) -> tuple[Section, ...]:
    """The statutes as sections of plain sentences, in German, French or English."""
    parts: list[tuple[str, Iterator[Told]]] = [
        (phrase("explain.basics", {}, lang), _basics(statutes)),
        *((organ.name(lang), _organ(statutes, organ)) for organ in statutes.organs.values()),
        *((office.name(lang), _office(statutes, office)) for office in statutes.offices.values()),
        *((matter.name(lang), _matter(statutes, matter)) for matter in statutes.matters.values()),
    ]
    sections = [Section(title, tuple(_line(told, lang) for told in rules)) for title, rules in parts]
    law = tuple(
        Line(m.name_in(rule.summary, lang), rule.source, cited(rule.source, lang))
        for rule in statutes.law.rules.values()
        if rule.summary
    )
    return (*sections, Section(statutes.law.name(lang), law))


def majority_line(majority: m.Majority, lang: str) -> Line:
    """What a majority asks for, and where it stands."""
    return _line(_majority(majority), lang)


def _line(told: Told, lang: str) -> Line:
    key, facts, source = told
    return Line(phrase(f"explain.{key}", facts, lang), source, cited(source, lang))


def cited(source: m.Source, lang: str) -> str:
    """The citation, with the remark that an assumed value is to be confirmed against the statutes."""
    return phrase("explain.assumed", {"cite": source.cite}, lang) if source.assumed else source.cite


def _languages(keys: tuple[str, ...]) -> tuple[Fact, ...]:
    return tuple(language_word(key) for key in keys)


def _offices(statutes: Statutes, keys: tuple[str, ...]) -> tuple[Label, ...]:
    return tuple(label(statutes.offices[key]) for key in keys)


def _basics(statutes: Statutes) -> Iterator[Told]:
    names = Label(statutes.key, statutes.names)
    days: Facts = {"statutes": names, "from": statutes.valid_from, "until": statutes.valid_until}
    yield "valid" if statutes.valid_until is None else "valid_until", days, statutes.source
    below: Facts = {"law": Label(statutes.law.key, statutes.law.names), "as_of": statutes.law.as_of}
    yield "law", below, m.Source(statutes.law.key)
    languages = statutes.languages
    told: Facts = {"working": _languages(languages.working), "authentic": _languages(languages.authentic)}
    yield "languages", told, languages.source
    members = statutes.membership
    yield f"members_{members.kind}", {}, members.source
    yield "leaving", {"months": members.leaving_months}, members.source
    if members.fee_gates_vote:
        yield "fee", {}, members.source
    yield from _authority(statutes)


def _authority(statutes: Statutes) -> Iterator[Told]:
    speaking = statutes.representation
    if speaking.board_majority:
        yield "represented_by_board", {}, speaking.source
    if speaking.offices:
        told: Facts = {"offices": _offices(statutes, speaking.offices), "together": speaking.together}
        yield "represented_by_offices", told, speaking.source
    board = statutes.board_appointment
    if board.organ is None:
        yield "board_ex_officio", {}, board.source
    else:
        yield "board_appointed", {"organ": label(statutes.organs[board.organ])}, board.source
    yield f"breach_{statutes.validity.breach}", {}, statutes.validity.source
    exclusion = statutes.exclusion
    yield "exclusion", {"interests": tuple(Word("interest", key) for key in exclusion.interests)}, exclusion.source
    if exclusion.added:
        added = tuple(Word("interest", key) for key in exclusion.added)
        yield "exclusion_added", {"interests": added}, exclusion.added_source
    if statutes.register.all_authentic_texts:
        yield "register_texts", {"languages": _languages(statutes.authentic_languages)}, statutes.register.source
    if statutes.register.full_count:
        yield "register_count", {}, statutes.register.source


def _organ(statutes: Statutes, organ: m.OrganRules) -> Iterator[Told]:
    for group in organ.seats:
        yield _seats(statutes, group)
    if organ.parity.between is not m.Parity.NONE:
        yield "parity", {"between": Word("parity", organ.parity.between)}, organ.parity.source
    yield from _convening(statutes, organ)
    quorum = organ.quorum
    if quorum.required:
        yield from _quorum(quorum)
    else:
        yield "no_quorum", {}, quorum.source
    if organ.second_call.allowed:
        days: Facts = {"days": organ.second_call.days_after, "notice": organ.second_call.notice_days}
        yield "second_call", days, organ.second_call.source
    yield from _taking_part(organ)
    if organ.ballots.unit is m.BallotUnit.DELEGATION:
        yield "by_delegation", {}, organ.ballots.source
    if organ.majority is not None:
        yield _majority(organ.majority)
    if organ.chair.offices:
        yield "chair", {"offices": _offices(statutes, organ.chair.offices)}, organ.chair.source
        yield "casting_vote" if organ.chair.casting_vote else "no_casting_vote", {}, organ.chair.source


def _seats(statutes: Statutes, group: m.SeatGroup) -> Told:
    told: dict[str, Fact] = {
        "basis": Word("basis", group.basis),
        "office": Label("office", group.office) if group.office else None,
        "size": group.per_city or group.total,
        "inhabitants": group.per_population,
        "at_least": group.at_least,
        "at_most": group.at_most,
    }
    if group.with_organ is not None:
        told["organ"] = label(statutes.organs[group.with_organ])
        return "seats_with_organ", told, group.source
    if group.per_population is not None:
        return "seats_by_population", told, group.source
    if group.total is not None:
        return "seats_at_large", told, group.source
    return "seats_ex_officio" if group.office else "seats_per_city", told, group.source


def _convening(statutes: Statutes, organ: m.OrganRules) -> Iterator[Told]:
    if organ.conveners.offices:
        yield "conveners", {"offices": _offices(statutes, organ.conveners.offices)}, organ.conveners.source
    notice = organ.notice
    if notice.required:
        forms = tuple(Word("form", form) for form in notice.forms)
        told: Facts = {"days": notice.days, "trigger": Word("trigger", notice.trigger), "forms": forms}
        yield "notice", told, notice.source
    else:
        yield "no_notice", {}, notice.source
    items = organ.items
    if items.offices or items.organs or items.fraction is not None:
        asked: Facts = {
            "by": (*_offices(statutes, items.offices), *labels(statutes, items.organs)),
            "fraction": items.fraction,
        }
        yield "items" if items.fraction is None else "items_or_fraction", asked, items.source
    if items.until_days is not None:
        yield "items_until", {"days": items.until_days}, items.source
    if organ.regular.per_year:
        yield "regular", {"times": organ.regular.per_year}, organ.regular.source
    if organ.role is m.Role.ASSEMBLY:
        demand = organ.demand
        yield "demand", {"fraction": demand.fraction, "form": Word("form", demand.form)}, demand.source


def _quorum(quorum: m.Quorum) -> Iterator[Told]:
    measure = Word("measure", "more_than" if quorum.strict else "at_least")
    if quorum.threshold:
        told: Facts = {"measure": measure, "threshold": quorum.threshold, "base": Word("base", quorum.base)}
        yield "quorum", told, quorum.source
    if quorum.per_city:
        yield "quorum_city", {"seats": quorum.per_city}, quorum.source


def _taking_part(organ: m.OrganRules) -> Iterator[Told]:
    attendance = organ.attendance
    yield "attendance", {"modes": tuple(Word("mode", mode) for mode in attendance.modes)}, attendance.source
    if attendance.by_resolution:
        later = tuple(Word("mode", mode) for mode in attendance.by_resolution)
        yield "attendance_by_resolution", {"modes": later}, attendance.source
    substitution = organ.substitution
    yield (f"substitutes_{substitution.who}" if substitution.allowed else "no_substitutes"), {}, substitution.source
    proxies = organ.proxies
    if not proxies.allowed:
        yield "no_proxies", {}, proxies.source
    else:
        yield "proxies" if proxies.cap is None else "proxies_capped", {"cap": proxies.cap}, proxies.source
    circular = organ.circular
    if circular.allowed:
        measure = Word("measure", "more_than" if circular.strict else "at_least")
        told: Facts = {"measure": measure, "threshold": circular.threshold, "form": Word("form", circular.form)}
        if circular.participation is not None:
            yield "circular_participation", {**told, "share": circular.participation}, circular.source
        else:
            yield "circular_all" if circular.threshold == 1 else "circular", told, circular.source
    else:
        yield "no_circular", {}, circular.source
    yield _secret(organ.secret)


def _secret(secret: m.SecretBallot) -> Told:
    if not secret.allowed:
        return "no_secret", {}, secret.source
    if secret.always:
        return "always_secret", {}, secret.source
    if secret.fraction is None:
        return "secret", {}, secret.source
    key = "secret_by_fraction" if secret.fraction else "secret_by_one"
    return key, {"fraction": secret.fraction}, secret.source


def _majority(majority: m.Majority) -> Told:
    if majority.relative:
        return "relative", {}, majority.source
    also = tuple(Word("base", part.of) for part in majority.also)
    told: Facts = {
        "measure": Word("measure", "more_than" if majority.strict else "at_least"),
        "threshold": majority.threshold,
        "base": Word("base", majority.of),
        "also": also,
    }
    if majority.threshold == 1 and not also:
        return "unanimous", told, majority.source
    return "double_majority" if also else "majority", told, majority.source


def _office(statutes: Statutes, office: OfficeRules) -> Iterator[Told]:
    if office.places > 1:
        yield "places", {"places": office.places}, office.source
    if office.elected_by is not None:
        told: dict[str, Fact] = {"organ": label(statutes.organs[office.elected_by])}
        key = "elected_by"
        if office.proposed_by is not None:
            told["proposer"] = label(statutes.organs[office.proposed_by])
            key = "elected_on_proposal"
        yield key, told, office.election.source
        yield _majority(office.majority)
        if office.run_off.between:
            yield f"run_off_{office.run_off.decided_by}", {"between": office.run_off.between}, office.run_off.source
        yield f"tie_{office.tie.then}", {}, office.tie.source
        yield _secret(office.secret)
    if office.eligible.seat_in is not None:
        yield "eligible", {"organ": label(statutes.organs[office.eligible.seat_in])}, office.eligible.source
    yield from _term(office)


def _term(office: OfficeRules) -> Iterator[Told]:
    term = office.term
    if term.years is None:
        yield "no_term", {}, term.source
    elif term.starts is None:
        yield "term_from_election", {"years": term.years}, term.source
    else:
        month, day = term.starts
        yield "term", {"years": term.years, "day": day, "month": Word("month", str(month))}, term.source
    if term.acting_after:
        yield "acting_after", {}, term.source
    if term.consecutive is not None:
        yield "consecutive", {"times": term.consecutive}, term.source
    if office.rotation is not None:
        order = tuple(" + ".join(cities) for cities in office.rotation.order)
        yield "rotation", {"order": order, "from": office.rotation.first_begins}, office.rotation.source


def _matter(statutes: Statutes, matter: MatterRules) -> Iterator[Told]:
    yield "decided_by", {"organs": labels(statutes, matter.decided_by)}, matter.deciding.source
    if matter.proposed_by:
        yield "proposed_by", {"organs": labels(statutes, matter.proposed_by)}, matter.proposing.source
    yield _majority(matter.majority)
    if matter.quorum is not None and matter.quorum.required:
        yield from _quorum(matter.quorum)
    yield "named" if matter.naming.required else "not_named", {}, matter.naming.source
    if matter.needs_registration:
        yield "registered", {}, matter.registration.source


def heading(statutes: Statutes, lang: str) -> str:
    """The title of an explanation: network, statutes and their days."""
    return f"{statutes.network}: {statutes.name(lang)} ({say(statutes.valid_from, lang)})"
