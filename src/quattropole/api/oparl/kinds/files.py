"""Files: papers of meetings, wordings of proposals and resolutions, results, published minutes.

A wording is a Markdown file in one language; a result is a PDF made when it is fetched, so that its size is not known.
"""

from collections.abc import Iterable
from hashlib import sha512
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from quattropole.api.oparl.addresses import Address, object_at
from quattropole.api.oparl.kinds.book import Book, numbers
from quattropole.api.oparl.kinds.votes import has_result
from quattropole.api.oparl.writing import Built, Content, Ref, day
from quattropole.decisions.models import Resolution
from quattropole.meetings.models import Paper
from quattropole.minutes.models import Document, Version
from quattropole.minutes.rules import visible_minutes
from quattropole.texts.models import State, Wording

MARKDOWN = "text/markdown"
PDF = "application/pdf"
FOR_INFORMATION = "information"
"""The state of a resolution's wording in a language that does not bind."""


def make(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Files by key: `paper-4`, `proposal-3-de`, `resolution-3-fr`, `result-3` (of a resolution), `minutes-2`."""
    keys = list(keys)
    return {
        **{f"paper-{paper.pk}": _of_paper(book, paper) for paper in current_papers(book, numbers(keys, "paper"))},
        **_of_proposals(book, keys),
        **_of_resolutions(book, keys),
        **{f"result-{entry.pk}": _of_result(book, entry) for entry in with_result(book, numbers(keys, "result"))},
        **{f"minutes-{kept.pk}": _of_minutes(book, kept) for kept in public_minutes(book, numbers(keys, "minutes"))},
    }


def every(book: Book) -> Iterable[str]:
    """All keys."""
    yield from (f"paper-{pk}" for pk in book.papers().order_by("pk").values_list("pk", flat=True))
    for pk in book.proposals().order_by("pk").values_list("pk", flat=True):
        yield from (f"proposal-{pk}-{language}" for language in book.languages)
    for pk, bodies in book.resolutions().order_by("pk").values_list("pk", "bodies"):
        yield from (f"resolution-{pk}-{language}" for language in bodies)
    with_votes = book.resolutions().filter(vote__isnull=False)
    yield from (f"result-{pk}" for pk in with_votes.order_by("pk").values_list("pk", flat=True))
    yield from (f"minutes-{kept.pk}" for kept in public_minutes(book, None))


def current_papers(book: Book, wanted: set[int]) -> list[Paper]:
    """Of the papers those that count: the newest version in their language, if that is public."""
    papers = list(book.papers().filter(pk__in=wanted).select_related("item").order_by("pk"))
    meetings = {paper.meeting_id for paper in papers}
    newest: dict[tuple[int, int, str], int] = {}
    versions = Paper.objects.filter(meeting__in=meetings, withdrawn_at__isnull=True).order_by("version")
    for pk, meeting, number, language in versions.values_list("pk", "meeting", "number", "language"):
        newest[meeting, number, language] = pk
    return [paper for paper in papers if newest[paper.meeting_id, paper.number, paper.language] == paper.pk]


def with_result(book: Book, wanted: set[int]) -> list[Resolution]:
    """The public resolutions that came from a vote whose result is stored and whose item is public."""
    entries = book.resolutions().filter(pk__in=wanted, vote__item__in=book.items()).select_related("vote", "organ")
    return [entry for entry in entries.order_by("pk") if entry.vote is not None and has_result(entry.vote)]


def public_minutes(book: Book, wanted: set[int] | None) -> QuerySet[Document]:
    """The public version of published minutes of public meetings; all of them, or those with the keys wanted."""
    documents = Document.objects.filter(version=Version.PUBLIC, minutes__in=visible_minutes(book.visitor))
    if wanted is not None:
        documents = documents.filter(pk__in=wanted)
    documents = documents.filter(minutes__meeting__in=book.meetings())
    return documents.select_related("minutes__meeting", "minutes__publication").defer("content").order_by("pk")


def _file(key: str, name: str, file_name: str, media_type: str) -> Content:
    here = object_at("file", key)
    return {
        "name": name,
        "fileName": file_name,
        "mimeType": media_type,
        "accessUrl": Address(f"{here}/access"),
        "downloadUrl": Address(f"{here}/download"),
    }


def _of_paper(book: Book, paper: Paper) -> Built:
    holder = Ref("agendaitem", str(paper.item_id)) if paper.item_id else Ref("meeting", str(paper.meeting_id))
    return Built(
        {
            **_file(f"paper-{paper.pk}", paper.title, paper.name, paper.media_type),
            "date": day(timezone.localdate(paper.uploaded_at)),
            "size": paper.size,
            "agendaItem" if paper.item_id else "meeting": [holder],
            "quattropole:language": paper.language,
            "quattropole:sha256": paper.sha256,
            "quattropole:version": paper.version,
            "quattropole:pages": paper.pages,
        },
        (holder,),
    )


def wording_text(title: str, body: str) -> str:
    """A wording as a Markdown file."""
    return f"# {title.strip()}\n\n{body.strip()}\n".replace("\r\n", "\n")


def _wording(key: str, title: str, text: str, language: str) -> Content:
    content = text.encode()
    return {
        **_file(key, title, f"{slugify(title)[:60].strip('-') or key}-{language}.md", f"{MARKDOWN}; charset=utf-8"),
        "size": len(content),
        "sha512Checksum": sha512(content).hexdigest(),
        "text": text,
        "quattropole:language": language,
    }


def _asked(keys: list[str], kind: str) -> set[int]:
    """The numbers in keys such as `proposal-3-de`."""
    return numbers((key.rpartition("-")[0] for key in keys if key.startswith(f"{kind}-")), kind)


def _of_proposals(book: Book, keys: list[str]) -> dict[str, Built]:
    wanted = _asked(keys, "proposal")
    texts = {
        text: (pk, proposed_on)
        for pk, text, proposed_on in book.proposals().filter(pk__in=wanted).values_list("pk", "text", "proposed_on")
    }
    built: dict[str, Built] = {}
    for wording in Wording.objects.filter(text__in=texts, language__in=book.languages).order_by("text", "language"):
        pk, proposed_on = texts[wording.text_id]
        key, paper = f"proposal-{pk}-{wording.language}", Ref("paper", f"proposal-{pk}")
        if key in keys and wording.title:
            text = wording_text(wording.title, wording.body)
            content = _wording(key, wording.title, text, wording.language)
            state = {"date": day(proposed_on), "quattropole:state": State(wording.state).value, "paper": [paper]}
            built[key] = Built(content | state, (paper,))
    return built


def _of_resolutions(book: Book, keys: list[str]) -> dict[str, Built]:
    wanted, asked = _asked(keys, "resolution"), set(keys)
    built: dict[str, Built] = {}
    for entry in book.resolutions().filter(pk__in=wanted).order_by("pk"):
        paper = Ref("paper", f"resolution-{entry.pk}")
        for language, body in entry.bodies.items():
            key, title = f"resolution-{entry.pk}-{language}", entry.titles.get(language) or book.say(entry.titles)
            if body and key in asked:
                state = State.AUTHENTIC.value if language in book.network.authentic_languages else FOR_INFORMATION
                content = _wording(key, title, wording_text(title, body), language)
                members: dict[str, Any] = {"date": day(entry.adopted_on), "paper": [paper]}
                built[key] = Built(content | members | {"quattropole:state": state}, (paper,))
    return built


def _of_result(book: Book, entry: Resolution) -> Built:
    key = f"result-{entry.pk}"
    with translation.override(book.language):
        name = f"{_('Result')}: {book.say(entry.titles)}"
    paper = Ref("paper", f"resolution-{entry.pk}")
    item = Ref("agendaitem", str(entry.vote.item_id)) if entry.vote else paper
    return Built(
        {
            **_file(key, name, f"{entry.organ.key}-{entry.label}-result.pdf", PDF),
            "date": day(entry.adopted_on),
            "agendaItem": [item],
            "paper": [paper],
        },
        (paper, item),
    )


def _of_minutes(book: Book, kept: Document) -> Built:
    meeting = kept.minutes.meeting
    holder, held = Ref("meeting", str(meeting.pk)), timezone.localdate(meeting.starts_at)
    with translation.override(book.language):
        name = f"{_('Minutes')}: {book.say(meeting.titles) or book.say(meeting.organ.names)}"
    corrigendum = f"-{kept.minutes.number}" if kept.minutes.is_corrigendum else ""
    return Built(
        {
            **_file(f"minutes-{kept.pk}", name, f"{meeting.organ.key}-{held:%Y-%m-%d}-minutes{corrigendum}.pdf", PDF),
            "date": day(timezone.localdate(kept.minutes.publication.at)),
            "size": kept.size,
            "meeting": [holder],
            "quattropole:sha256": kept.sha256,
        },
        (holder,),
    )
