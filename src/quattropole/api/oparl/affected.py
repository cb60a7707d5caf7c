"""Which objects a changed record may change: a table from the kind of record to the keys of objects.

Only what depends on records is found here. What depends on other objects (an object that embeds another one, or names
it) follows from `OParlObject.holders`, also where the record itself is gone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.db.models import Q, QuerySet

from quattropole.api.oparl.kinds import bodies
from quattropole.api.oparl.kinds.book import Book
from quattropole.api.oparl.models import OParlObject
from quattropole.decisions.models import Placement, Proposal, Resolution, Vote
from quattropole.meetings.models import AgendaItem, Attendance, Meeting, Paper
from quattropole.minutes.models import Document
from quattropole.network.models import Mandate, Office, Seat, Substitute

Keys = defaultdict[str, set[str]]
Ids = set[int]


def affected(book: Book, changed: Mapping[str, Ids]) -> Keys:
    """The keys of the objects that may be given out differently, by kind."""
    keys: Keys = defaultdict(set)
    for subject, ids in changed.items():
        find = FINDERS.get(subject)
        if find is not None:
            find(book, keys, ids)
    return keys


def _add(keys: Keys, kind: str, form: str, ids: Iterable[object]) -> None:
    keys[kind].update(form.format(pk) for pk in ids)


def _network(book: Book, keys: Keys, ids: Ids) -> None:
    if book.network.pk in ids:
        keys["location"].add(f"network-{book.network.pk}")
        keys["body"].add(book.network.slug)
        keys["system"].add("system")


def _city(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "location", "city-{}", ids)
    _add(keys, "organization", "city-{}", ids)
    hosted = Meeting.objects.filter(host_city__in=ids).values_list("pk", flat=True)
    _add(keys, "location", "meeting-{}", hosted)
    _mandates(book, keys, set(Mandate.objects.filter(seat__city__in=ids).values_list("pk", flat=True)))
    named = Substitute.objects.filter(person__city__in=ids).values_list("pk", flat=True)
    _add(keys, "membership", "substitute-{}", named)


def _field(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "paper", "proposal-{}", Proposal.objects.filter(field__in=ids).values_list("pk", flat=True))
    _add(keys, "paper", "resolution-{}", Resolution.objects.filter(field__in=ids).values_list("pk", flat=True))


def _person(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "person", "{}", ids)
    _mandates(book, keys, set(Mandate.objects.filter(person__in=ids).values_list("pk", flat=True)))
    named = Substitute.objects.filter(person__in=ids).values_list("pk", flat=True)
    _add(keys, "membership", "substitute-{}", named)
    came = Attendance.objects.filter(person__in=ids).values_list("meeting", flat=True)
    _add(keys, "meeting", "{}", set(came))


def _organ(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "organization", "organ-{}", ids)
    held = list(Meeting.objects.filter(organ__in=ids).values_list("pk", flat=True))
    _add(keys, "meeting", "{}", held)
    _add(keys, "legislativeterm", "{}", bodies.every_term(book))
    _documents(book, keys, Q(minutes__meeting__in=held))
    of_organ = Q(seat__organ__in=ids) | Q(office__organ__in=ids)
    _mandates(book, keys, set(Mandate.objects.filter(of_organ).values_list("pk", flat=True)))


def _seat(book: Book, keys: Keys, ids: Ids) -> None:
    _organs_of(keys, ids, dict(Seat.objects.filter(pk__in=ids).values_list("pk", "organ")))
    _mandates(book, keys, set(Mandate.objects.filter(seat__in=ids).values_list("pk", flat=True)))


def _organs_of(keys: Keys, ids: Ids, there: dict[int, int]) -> None:
    """The organs of seats or offices; all of them where one is gone, because nobody knows of which organ it was."""
    _add(keys, "organization", "organ-{}", set(there.values()))
    if ids - set(there):
        keys["organization"].update(_kept("organization").filter(key__startswith="organ-"))


def _office(book: Book, keys: Keys, ids: Ids) -> None:
    _organs_of(keys, ids, dict(Office.objects.filter(pk__in=ids).values_list("pk", "organ")))
    _mandates(book, keys, set(Mandate.objects.filter(office__in=ids).values_list("pk", flat=True)))
    _terms(book, keys)


def _mandate(book: Book, keys: Keys, ids: Ids) -> None:
    _mandates(book, keys, ids)
    people = Mandate.objects.filter(pk__in=ids).values_list("person", flat=True)
    _add(keys, "person", "{}", set(people))
    _terms(book, keys)


def _mandates(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "membership", "mandate-{}", ids)


def _terms(book: Book, keys: Keys) -> None:
    """The terms that are, and those that were given out: they have no record of their own."""
    keys["legislativeterm"].update(bodies.every_term(book))
    keys["legislativeterm"].update(_kept("legislativeterm"))
    keys["body"].add(book.network.slug)


def _substitute(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "membership", "substitute-{}", ids)
    people = Substitute.objects.filter(pk__in=ids).values_list("person", flat=True)
    _add(keys, "person", "{}", set(people))


def _meeting(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "location", "meeting-{}", ids)
    _add(keys, "meeting", "{}", ids)
    _documents(book, keys, Q(minutes__meeting__in=ids))
    turned = _turned("meeting", ids, set(book.meetings().filter(pk__in=ids).values_list("pk", flat=True)))
    items = set(AgendaItem.objects.filter(meeting__in=turned).values_list("pk", flat=True))
    _add(keys, "agendaitem", "{}", items)
    _add(keys, "file", "paper-{}", Paper.objects.filter(meeting__in=turned).values_list("pk", flat=True))
    _add(keys, "paper", "resolution-{}", Resolution.objects.filter(meeting__in=turned).values_list("pk", flat=True))
    _under_items(keys, items)


def _item(book: Book, keys: Keys, ids: Ids) -> None:
    """The items of its meeting as well: each says where it stands among the others."""
    meetings = set(AgendaItem.objects.filter(pk__in=ids).values_list("meeting", flat=True))
    meetings |= {int(key) for key in _holders("agendaitem", map(str, ids))["meeting"]}
    _add(keys, "meeting", "{}", meetings)
    _add(keys, "agendaitem", "{}", ids)
    siblings = AgendaItem.objects.filter(meeting__in=meetings).values_list("pk", flat=True)
    _add(keys, "agendaitem", "{}", siblings)
    turned = _turned("agendaitem", ids, set(book.items().filter(pk__in=ids).values_list("pk", flat=True)))
    if turned:
        _add(keys, "file", "paper-{}", Paper.objects.filter(meeting__in=meetings).values_list("pk", flat=True))
    _under_items(keys, turned)


def _turned(kind: str, ids: Ids, public: Ids) -> Ids:
    """Those that became public, or stopped being it: only then other records are given out differently."""
    kept = OParlObject.objects.filter(kind=kind, deleted=False, key__in=[str(pk) for pk in ids])
    return public ^ {int(key) for key in kept.values_list("key", flat=True)}


def _under_items(keys: Keys, items: Ids) -> None:
    """What is public only where the item is."""
    for pk, proposal in Placement.objects.filter(item__in=items).values_list("pk", "proposal"):
        keys["consultation"].add(str(pk))
        keys["paper"].add(f"proposal-{proposal}")
    entries = list(Resolution.objects.filter(vote__item__in=items).values_list("pk", flat=True))
    _add(keys, "file", "result-{}", entries)
    _add(keys, "paper", "resolution-{}", entries)


def _paper(book: Book, keys: Keys, ids: Ids) -> None:
    """Versions of a paper depend on each other: all papers of its meeting.

    Of a version that is gone and never was public nobody knows the meeting: what was deleted may count again.
    """
    _add(keys, "file", "paper-{}", ids)
    held = _holders("file", [f"paper-{pk}" for pk in ids])
    meetings = {int(key) for key in held["meeting"]}
    items = AgendaItem.objects.filter(pk__in=[int(key) for key in held["agendaitem"]])
    meetings |= set(items.values_list("meeting", flat=True))
    there = dict(Paper.objects.filter(pk__in=ids).values_list("pk", "meeting"))
    meetings |= set(there.values())
    if ids - set(there):
        keys["file"].update(_kept("file", deleted=True).filter(key__startswith="paper-"))
    _add(keys, "file", "paper-{}", Paper.objects.filter(meeting__in=meetings).values_list("pk", flat=True))


def _attendance(book: Book, keys: Keys, ids: Ids) -> None:
    """Who was there is given out once the meeting is over, when its own row changes as well."""
    over = Attendance.objects.filter(pk__in=ids, meeting__state=Meeting.State.CLOSED)
    _add(keys, "meeting", "{}", set(over.values_list("meeting", flat=True)))


def _proposal(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "paper", "proposal-{}", ids)
    keys["file"].update(f"proposal-{pk}-{code}" for pk in ids for code in book.languages)
    placements = Placement.objects.filter(proposal__in=ids).values_list("pk", flat=True)
    _add(keys, "consultation", "{}", placements)
    _add(keys, "paper", "resolution-{}", Resolution.objects.filter(proposal__in=ids).values_list("pk", flat=True))


def _text(book: Book, keys: Keys, ids: Ids) -> None:
    found = Proposal.objects.filter(text__in=ids).values_list("pk", flat=True)
    _proposal(book, keys, set(found))


def _placement(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "consultation", "{}", ids)


def _vote(book: Book, keys: Keys, ids: Ids) -> None:
    declared = Vote.objects.filter(pk__in=ids, state__in=[Vote.State.DECLARED, Vote.State.CANCELLED])
    _add(keys, "agendaitem", "{}", set(declared.values_list("item", flat=True)))
    entries = Resolution.objects.filter(vote__in=ids).values_list("pk", flat=True)
    _add(keys, "file", "result-{}", entries)
    _add(keys, "paper", "resolution-{}", entries)


def _resolution(book: Book, keys: Keys, ids: Ids) -> None:
    _add(keys, "paper", "resolution-{}", ids)
    _add(keys, "file", "result-{}", ids)
    entries = Resolution.objects.filter(pk__in=ids).values_list("pk", "bodies", "proposal", "vote__item")
    for pk, spoken, proposal, item in entries:
        keys["file"].update(f"resolution-{pk}-{code}" for code in spoken)
        if proposal:
            keys["paper"].add(f"proposal-{proposal}")
        if item:
            keys["agendaitem"].add(str(item))


def _minutes(book: Book, keys: Keys, ids: Ids) -> None:
    _documents(book, keys, Q(minutes__in=ids))


def _documents(book: Book, keys: Keys, which: Q) -> None:
    _add(keys, "file", "minutes-{}", Document.objects.filter(which).values_list("pk", flat=True))


def _kept(kind: str, *, deleted: bool = False) -> QuerySet[OParlObject, str]:
    return OParlObject.objects.filter(kind=kind, deleted=deleted).values_list("key", flat=True)


def _holders(kind: str, keys: Iterable[str]) -> Keys:
    """Which objects depended on objects when they were last given out."""
    found: Keys = defaultdict(set)
    for lines in OParlObject.objects.filter(kind=kind, key__in=list(keys)).values_list("holders", flat=True):
        for line in lines.split():
            holder, _slash, key = line.partition("/")
            found[holder].add(key)
    return found


FINDERS: Mapping[str, Callable[[Book, Keys, Ids], None]] = {
    "network.network": _network,
    "network.city": _city,
    "network.fieldofaction": _field,
    "network.person": _person,
    "network.organ": _organ,
    "network.seat": _seat,
    "network.office": _office,
    "network.mandate": _mandate,
    "network.substitute": _substitute,
    "meetings.meeting": _meeting,
    "meetings.agendaitem": _item,
    "meetings.paper": _paper,
    "meetings.attendance": _attendance,
    "decisions.proposal": _proposal,
    "decisions.placement": _placement,
    "decisions.vote": _vote,
    "decisions.resolution": _resolution,
    "texts.text": _text,
    "minutes.minutes": _minutes,
}
"""What each kind of record changes."""
