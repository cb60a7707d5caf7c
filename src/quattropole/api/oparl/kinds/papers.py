"""Papers: public proposals, and the entries of the register; consultations: where a proposal stands on an agenda."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import override

from quattropole.api.oparl.addresses import Address
from quattropole.api.oparl.kinds.book import Book, numbers
from quattropole.api.oparl.kinds.files import with_result
from quattropole.api.oparl.kinds.votes import result_of
from quattropole.api.oparl.writing import Built, Content, Embedded, Ref, day
from quattropole.decisions.models import Placement, Proposal, Resolution
from quattropole.texts.localized import Localized
from quattropole.texts.queries import localized, wordings_of


def public_placements(book: Book) -> QuerySet[Placement]:
    """The placements of public proposals under public items of public meetings."""
    return Placement.objects.filter(proposal__in=book.proposals(), item__in=book.items())


def consultations(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Consultations by number."""
    placements = public_placements(book).filter(pk__in=numbers(keys)).select_related("item__meeting").order_by("pk")
    return {str(placement.pk): _consultation(book, placement) for placement in placements}


def every_consultation(book: Book) -> Iterable[str]:
    """All keys."""
    return map(str, public_placements(book).order_by("pk").values_list("pk", flat=True))


def _consultation(book: Book, placement: Placement) -> Built:
    meeting = placement.item.meeting
    paper, item = Ref("paper", f"proposal-{placement.proposal_id}"), Ref("agendaitem", str(placement.item_id))
    return Built(
        {
            "paper": paper,
            "agendaItem": item,
            "meeting": Ref("meeting", str(meeting.pk)),
            "organization": [Ref("organization", f"organ-{meeting.organ_id}")],
            "authoritative": placement.purpose == Placement.Purpose.DECIDE,
            **book.spoken("role", _in_all(book, Placement.Purpose(placement.purpose))),
            "quattropole:purpose": placement.purpose,
        },
        (paper, item),
    )


def _in_all(book: Book, choice: Placement.Purpose) -> Localized:
    words: dict[str, str] = {}
    for language in book.languages:
        with override(language):
            words[language] = str(choice.label)
    return Localized(words)


def make(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Papers by key: `proposal-3`, `resolution-7`."""
    keys = list(keys)
    return _proposals(book, numbers(keys, "proposal")) | _resolutions(book, numbers(keys, "resolution"))


def every(book: Book) -> Iterable[str]:
    """All keys."""
    yield from (f"proposal-{pk}" for pk in book.proposals().order_by("pk").values_list("pk", flat=True))
    yield from (f"resolution-{pk}" for pk in book.resolutions().order_by("pk").values_list("pk", flat=True))


def _type(book: Book, *, is_resolution: bool) -> str:
    with translation.override(book.language):
        return _("Resolution") if is_resolution else _("Proposal")


def _proposals(book: Book, wanted: set[int]) -> dict[str, Built]:
    found = book.proposals().filter(pk__in=wanted).select_related("text", "field", "origin").order_by("pk")
    led_to: defaultdict[int | None, list[Ref]] = defaultdict(list)
    entries = book.resolutions().filter(proposal__in=wanted).order_by("pk").values_list("proposal", "pk")
    for proposal_id, pk in entries:
        led_to[proposal_id].append(Ref("paper", f"resolution-{pk}"))
    placed: defaultdict[int, list[Embedded]] = defaultdict(list)
    rows = public_placements(book).filter(proposal__in=wanted).order_by("item__meeting__starts_at", "pk")
    for proposal_id, pk in rows.values_list("proposal", "pk"):
        placed[proposal_id].append(Embedded("consultation", str(pk)))
    built: dict[str, Built] = {}
    for proposal in found.prefetch_related(wordings_of()):
        titles = localized(proposal.text)[0]
        files = [Embedded("file", f"proposal-{proposal.pk}-{code}") for code in book.languages if code in titles]
        built[f"proposal-{proposal.pk}"] = Built(
            {
                "body": book.body,
                **book.spoken("name", titles),
                "date": day(proposal.proposed_on),
                "paperType": _type(book, is_resolution=False),
                "subordinatedPaper": led_to[proposal.pk],
                **_files(files),
                "originatorOrganization": [Ref("organization", f"organ-{proposal.origin_id}")],
                "consultation": placed[proposal.pk],
                "keyword": [book.say(proposal.field.names)] if proposal.field else [],
                "web": book.page("proposal", proposal.pk),
                "quattropole:state": Proposal.State(proposal.state).value,
                "quattropole:matter": proposal.matter,
                "quattropole:addressee": Ref("organization", f"organ-{proposal.addressee_id}"),
            }
        )
    return built


def _files(files: list[Embedded]) -> Content:
    """The first one is the main file."""
    return {"mainFile": files[0] if files else None, "auxiliaryFile": files[1:]}


def _resolutions(book: Book, wanted: set[int]) -> dict[str, Built]:
    found = list(
        book.resolutions().filter(pk__in=wanted).select_related("organ", "field", "vote").defer("proof").order_by("pk")
    )
    results = {entry.pk for entry in with_result(book, {entry.pk for entry in found if entry.vote_id})}
    proposals = set(book.proposals().filter(pk__in={entry.proposal_id for entry in found}).values_list("pk", flat=True))
    meetings = set(book.meetings().filter(pk__in={entry.meeting_id for entry in found}).values_list("pk", flat=True))
    items = set(
        book.items().filter(pk__in={entry.vote.item_id for entry in found if entry.vote}).values_list("pk", flat=True)
    )
    return {
        f"resolution-{entry.pk}": Built(_resolution(book, entry, results, proposals, meetings, items))
        for entry in found
    }


def _resolution(
    book: Book, entry: Resolution, results: set[int], proposals: set[int], meetings: set[int], items: set[int]
) -> Content:
    cited = (entry.organ.key, entry.year, entry.number)
    files = [
        Embedded("file", f"resolution-{entry.pk}-{code}") for code in [*book.languages, *entry.bodies]
        if entry.bodies.get(code)
    ]  # fmt: skip
    files = list(dict.fromkeys(files))
    if entry.pk in results:
        files.append(Embedded("file", f"result-{entry.pk}"))
    item = entry.vote.item_id if entry.vote and entry.vote.item_id in items else None
    return {
        "body": book.body,
        **book.spoken("name", entry.titles),
        "reference": f"{entry.organ.key} {entry.label}",
        "date": day(entry.adopted_on),
        "paperType": _type(book, is_resolution=True),
        "superordinatedPaper": [Ref("paper", f"proposal-{entry.proposal_id}")]
        if entry.proposal_id in proposals
        else [],
        **_files(files),
        "originatorOrganization": [Ref("organization", f"organ-{entry.organ_id}")],
        "keyword": [book.say(entry.field.names)] if entry.field else [],
        "web": book.page("resolution", *cited),
        "quattropole:matter": entry.matter,
        "quattropole:meeting": Ref("meeting", str(entry.meeting_id)) if entry.meeting_id in meetings else None,
        "quattropole:agendaItem": Ref("agendaitem", str(item)) if item else None,
        "quattropole:vote": result_of(entry.vote) if entry.vote and item else None,
        "quattropole:proof": Address(book.page("proof", *cited)),
        "quattropole:sha256": entry.digest,
        "quattropole:record": True if entry.is_record else None,
    }
