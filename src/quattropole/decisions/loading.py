"""Proposals, elections and entries of the register that a network folder brings along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from quattropole import charter, clock
from quattropole.access.models import Audience
from quattropole.charter import NoStatutes, Source, Statutes
from quattropole.decisions.actions.registering import digest_of, next_number
from quattropole.decisions.models import Election, Placement, Proposal, Resolution
from quattropole.meetings.models import AgendaItem
from quattropole.network.loading import Folder, Ref, Store, Table, Writer
from quattropole.network.models import Mandate, Office, Organ
from quattropole.texts.actions import Change, new_text, write_wordings
from quattropole.texts.localized import Localized
from quattropole.texts.models import State, Text

PROPOSALS, ELECTIONS, RESOLUTIONS = "proposals.toml", "elections.toml", "resolutions.toml"

Parts = tuple[tuple[str, str, Localized], ...]

UNKNOWN: Parts = (
    (
        "convene",
        "notice",
        Localized(
            de="Wann und in welcher Form einberufen wurde, sagt keine Quelle.",
            fr="Aucune source n’indique quand et sous quelle forme la réunion a été convoquée.",
            en="No source says when and in what form the meeting was convened.",
        ),
    ),
    (
        "open_meeting",
        "quorum",
        Localized(
            de="Wie viele Sitze vertreten waren, sagt keine Quelle.",
            fr="Aucune source n’indique combien de sièges étaient représentés.",
            en="No source says how many seats were present.",
        ),
    ),
    (
        "open_vote",
        "right_of_proposal",
        Localized(
            de="Ob und wann der Vorstand dies vorgeschlagen hat, sagt keine Quelle.",
            fr="Aucune source n’indique si et quand le directoire l’a proposé.",
            en="No source says whether and when the board proposed this.",
        ),
    ),
    (
        "declare_result",
        "majority",
        Localized(
            de="Wie viele mit Ja, mit Nein oder ungültig stimmten oder sich enthielten, sagt keine Quelle.",
            fr="Aucune source n’indique le nombre de oui, de non, d’abstentions et de bulletins nuls.",
            en="No source says how many voted yes or no, abstained, or cast an invalid ballot.",
        ),
    ),
)
"""What the charter asks at each gate and cannot be told of a resolution that is known from sources only."""


@dataclass(frozen=True)
class Draft:
    """A proposal as the folder gives it."""

    table: Table
    slug: str
    refs: dict[str, Ref | None]
    values: dict[str, Any]
    item: Ref | None
    wordings: list[Change]
    by: str


@dataclass(frozen=True)
class Entry:
    """A resolution known from sources. `told`: what sources do say on a rule, by the rule's key."""

    table: Table
    slug: str
    refs: dict[str, Ref | None]
    values: dict[str, Any]
    told: Mapping[str, Localized]
    office: str


def read_decisions(folder: Folder) -> Writer:
    """The section of this room: reads `[[proposals]]`, `[[elections]]`, `[[resolutions]]`, says how to write them."""
    drafts = [read_proposal(table) for table in folder.records(PROPOSALS, "proposals")]
    elections = [(table, read_election(table)) for table in folder.records(ELECTIONS, "elections")]
    entries = [read_resolution(table) for table in folder.records(RESOLUTIONS, "resolutions")]

    def write(store: Store) -> None:
        for draft in drafts:
            write_proposal(draft, store)
        for table, item in elections:
            write_election(table, item, store)
        for entry in sorted(entries, key=lambda entry: entry.values["adopted_on"]):
            write_resolution(entry, store)

    return write


def read_proposal(table: Table) -> Draft:
    """One proposal with its text in those languages in which it is there."""
    slug = table.slug()
    table.folder.declare("proposal", slug, table)
    proposed_on = table.day_or_none("proposed_on")
    values = {
        "slug": slug,
        "matter": table.ref("matter", "matter").key,
        "audience": table.choice("audience", Audience, Audience.ORGAN.value),
        "state": Proposal.State.PROPOSED if proposed_on else Proposal.State.DRAFT,
        "proposed_on": proposed_on,
        "sources": table.sources(),
    }
    refs = {
        "field": table.ref_or_none("field of action", "field"),
        "office": table.ref_or_none("office", "office"),
        "origin": table.ref("organ", "origin"),
        "addressee": table.ref("organ", "addressee"),
    }
    item = table.ref_or_none("agenda item", "proposed_in")
    return Draft(table, slug, refs, values, item, read_wordings(table), table.text("written_by"))


def read_wordings(table: Table) -> list[Change]:
    """The languages of a text: title, body and how far each has come."""
    texts = table.table("texts")
    folder = table.folder
    wordings = []
    for language in texts.values:
        if folder.languages and language not in folder.languages:
            texts.problem(language, "a language of the network: " + ", ".join(folder.languages), language)
        entry = texts.table(language)
        state = entry.choice("state", State, State.DRAFT.value)
        if state == State.AUTHENTIC and language not in folder.authentic:
            entry.problem("state", "another state, because this language does not bind", f'"{state}"')
        wordings.append(Change(language, entry.text("title"), entry.text("body"), 0, state))
    if not wordings:
        table.problem("texts", "a text in at least one language", "nothing")
    return wordings


def read_election(table: Table) -> Ref:
    """The agenda item under which an office is filled."""
    item = table.ref("agenda item", "item")

    def check() -> None:
        named = table.folder.declares("agenda item").get(item.key)
        if named is not None and named.values.get("kind") != AgendaItem.Kind.ELECTION:
            table.problem("item", "an agenda item of the kind election", f'"{item.key}"')

    table.folder.declare("election", item.key, table, "item")
    table.folder.check_later(check)
    return item


def read_resolution(table: Table) -> Entry:
    """One entry of the register."""
    slug = table.slug()
    table.folder.declare("resolution", slug, table)
    day = table.day("adopted_on")
    values = {
        "adopted_on": day,
        "matter": table.ref("matter", "matter").key,
        "titles": table.localized("titles"),
        "bodies": table.localized("bodies"),
        "audience": table.choice("audience", Audience, Audience.PUBLIC.value),
        "sources": table.sources(required=True),
    }
    refs = {
        "organ": table.ref("organ", "organ"),
        "field": table.ref_or_none("field of action", "field"),
        "meeting": table.ref_or_none("meeting", "meeting"),
        "proposal": table.ref_or_none("proposal", "proposal"),
    }
    rules = {rule for _, rule, _ in UNKNOWN}
    told = {}
    known = table.table("known")
    for rule in known.values:
        if rule in rules:
            told[rule] = known.localized(rule)
    office = table.ref("office", "office").key if values["matter"] == "election" else ""
    note_organ_without_rules(table, day, refs["organ"])
    return Entry(table, slug, refs, values, told, office)


def note_organ_without_rules(table: Table, day: date, organ: Ref | None) -> None:
    """Note a resolution from before the statutes, or of an organ that they did not know then."""
    statutes = table.folder.charter
    if statutes is None or organ is None:
        return
    try:
        known = statutes.on(day).organs
    except NoStatutes:
        table.problem("adopted_on", "a day on which statutes were in force", str(day))
        return
    if organ.key not in known:
        table.problem("organ", f"an organ of the statutes of {day}: " + ", ".join(known), f'"{organ.key}"')


def write_proposal(draft: Draft, store: Store) -> None:
    """Create the proposal with its text, once."""
    ref = Ref("proposal", draft.slug)
    created = store.put_once(ref, draft.table, Proposal, lambda: _proposal(draft, store))
    if created and draft.item is not None and store.has_row(draft.item):
        Placement.objects.create(
            network=store.network,
            item_id=store.row(draft.item).pk,
            proposal_id=store.row(ref).pk,
            purpose=Placement.Purpose.PROPOSE,
        )


def _proposal(draft: Draft, store: Store) -> Proposal:
    proposal = Proposal(
        network=store.network,
        text=_text(draft, store),
        created_at=clock.now(),
        **_keys(draft.refs, store),
        **draft.values,
    )
    proposal.save(force_insert=True)
    return proposal


def _text(draft: Draft, store: Store) -> Text:
    text = new_text(store.network.languages, store.network.authentic_languages)
    write_wordings(text, draft.wordings, by=draft.by)
    return text


def _keys(refs: Mapping[str, Ref | None], store: Store) -> dict[str, Any]:
    return {f"{name}_id": store.row(ref).pk if ref else None for name, ref in refs.items()}


def write_election(table: Table, item: Ref, store: Store) -> None:
    """Prepare the election for which the item is on the agenda; the charter gives the days of the term."""
    if store.has_row(item):
        store.put_once(Ref("election", item.key), table, Election, lambda: _election(item, store))


def _election(item: Ref, store: Store) -> Election:
    row = AgendaItem.objects.select_related("meeting").get(pk=store.row(item).pk)
    office = Office.objects.get(key=row.office)
    day = timezone.localdate(row.meeting.starts_at)
    last = Mandate.objects.filter(office=office, begins__lte=day).order_by("-begins").first()
    rules = store.network.charter.on(day).offices[office.key]
    term = charter.term(rules, day, last.ends if last else None)
    election = Election(network=store.network, item=row, office=office, term_begins=term.begins, term_ends=term.ends)
    election.save(force_insert=True)
    return election


def write_resolution(entry: Entry, store: Store) -> None:
    """Enter the resolution, once, with the next number of its organ's year."""
    store.put_once(Ref("resolution", entry.slug), entry.table, Resolution, lambda: _resolution(entry, store))


def _resolution(entry: Entry, store: Store) -> Resolution:
    keys = _keys(entry.refs, store)
    organ = Organ.objects.get(pk=keys["organ_id"])
    day = entry.values["adopted_on"]
    resolution = Resolution(
        network=store.network,
        year=day.year,
        number=next_number(organ, day.year),
        is_record=True,
        proof=proof_of_record(store.network.charter.on(day), organ.key, entry, day),
        registered_at=clock.now(),
        **keys,
        **entry.values,
    )
    resolution.digest = digest_of(resolution)
    resolution.save(force_insert=True)
    return resolution


def proof_of_record(statutes: Statutes, organ: str, entry: Entry, day: date) -> dict[str, Any]:
    """The proof of a resolution known from sources: what the charter would ask, and that it cannot be told."""
    gates = {}
    for gate, rule, unknown in UNKNOWN:
        source = _source(statutes, organ, entry, rule)
        verdict = {
            "rule": rule,
            "outcome": "met" if rule in entry.told else "cannot_tell",
            "effect": "none",
            "cite": source.cite,
            "url": source.url,
            "assumed": source.assumed,
            "facts": {},
            "texts": dict(entry.told.get(rule, unknown)),
        }
        gates[gate] = {
            "gate": gate,
            "on": day.isoformat(),
            "statutes": statutes.key,
            "refused": False,
            "verdicts": [verdict],
        }
    return {"gates": gates}


def _source(statutes: Statutes, organ: str, entry: Entry, rule: str) -> Source:
    """Where the charter has the rule from; for an election the rules of the office count."""
    rules, matter = statutes.organs[organ], statutes.matters[entry.values["matter"]]
    office = statutes.offices.get(entry.office)
    sources: dict[str, Source] = {
        "notice": rules.notice.source,
        "quorum": rules.quorum.source,
        "right_of_proposal": office.election.source if office else matter.proposing.source,
        "majority": office.majority.source if office else statutes.majority_for(organ, matter.key).source,
    }
    return sources[rule]
