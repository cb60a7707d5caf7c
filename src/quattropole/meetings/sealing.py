"""What letters about a meeting say, sealed with the act that they tell of: plain JSON, in every language there is.

`seal` writes it, `unsealed` reads it as an unsaved meeting, so that letters, mails and calendar entries that are made
later say what was so when the act was done.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.meetings import statutes
from quattropole.meetings.models import AgendaItem, Meeting, Paper
from quattropole.network.models import City, Network, Office, Organ, Person
from quattropole.texts.localized import Localized

Json = dict[str, Any]

CITED = ("convener", "notice", "attendance_mode", "second_call", "item_named", "item_deadline", "circular")
"""The rules whose verdicts a letter shows: those that say why it is sent now, and in this way."""


def seal(
    meeting: Meeting,
    *,
    items: Sequence[AgendaItem],
    verdicts: Iterable[Mapping[str, Any]] = (),
    changes: Iterable[Json] = (),
    by: Person | None,
    office: str | None = None,
    post: str | None = None,
) -> Json:
    """What the letters say of the meeting as it stands: its frame, the agenda with its papers, who acts, the rules."""
    return {
        "meeting": _frame(meeting),
        "agenda": [_item(item, papers) for item, papers in _with_papers(meeting, items)],
        "lines": [{"position": i.position, "titles": dict(i.titles)} for i in meeting.items.order_by("position")],
        "papers": [_paper(paper) for paper in _papers(meeting) if paper.item_id is None],
        "verdicts": _cited(verdicts),
        "second_call": _second_call(meeting),
        "changes": list(changes),
        "by": _actor(meeting, by, office, post),
        "letterhead": _letterhead(meeting.network),
        "day": clock.today().isoformat(),
    }


def _frame(meeting: Meeting) -> Json:
    return {
        "uid": str(meeting.uid),
        "pk": meeting.pk,
        "sequence": meeting.sequence,
        "state": meeting.state,
        "organ": dict(meeting.organ.names),
        "titles": dict(meeting.titles),
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat() if meeting.ends_at else None,
        "deadline": meeting.deadline.isoformat() if meeting.deadline else None,
        "place": meeting.place,
        "host_city": dict(meeting.host_city.names) if meeting.host_city else None,
        "mode": meeting.mode,
        "link": meeting.link,
        "interpretation": list(meeting.interpretation),
        "journeys": dict(meeting.journeys),
    }


def _with_papers(meeting: Meeting, items: Sequence[AgendaItem]) -> Iterable[tuple[AgendaItem, list[Paper]]]:
    papers: dict[int, list[Paper]] = {}
    for paper in _papers(meeting):
        if paper.item_id is not None:
            papers.setdefault(paper.item_id, []).append(paper)
    return [(item, papers.get(item.pk, [])) for item in items]


def _papers(meeting: Meeting) -> list[Paper]:
    """The papers that everyone invited may see, in the newest version of each language."""
    newest: dict[tuple[int, str], Paper] = {}
    papers = Paper.objects.filter(meeting=meeting, withdrawn_at__isnull=True).exclude(audience=Audience.SECRETARIAT)
    for paper in papers.order_by("number", "language", "version"):
        newest[paper.number, paper.language] = paper
    return list(newest.values())


def _paper(paper: Paper) -> Json:
    return {"number": paper.number, "title": paper.title, "language": paper.language, "version": paper.version}


def _item(item: AgendaItem, papers: Sequence[Paper]) -> Json:
    return {
        "item": item.pk,
        "position": item.position,
        "kind": item.kind,
        "titles": dict(item.titles),
        "notes": dict(item.notes),
        "papers": [_paper(paper) for paper in papers],
    }


def _cited(verdicts: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Of `Findings.as_dict()`: each of the rules that letters cite, once, as it was found."""
    found: dict[str, Json] = {}
    for verdict in verdicts:
        if verdict["rule"] in CITED and verdict["outcome"] != "not_required":
            said = {name: verdict[name] for name in ("rule", "cite", "assumed", "texts")}
            found.setdefault(verdict["rule"], said)
    return list(found.values())


def _second_call(meeting: Meeting) -> Json | None:
    first = meeting.second_call_of
    if first is None:
        return None
    organ = statutes.rules_of(meeting.organ, meeting.day)
    rule = organ.second_call if organ is not None else None
    return {
        "first_on": timezone.localdate(first.starts_at).isoformat(),
        "quorum_waived": bool(rule and rule.quorum_waived),
        "cite": rule.source.cite if rule else "",
        "assumed": bool(rule and rule.source.assumed),
    }


def _actor(meeting: Meeting, by: Person | None, office: str | None, post: str | None) -> Json:
    """Who acts: the person in whose office it is done, and the person who sends it for that office."""
    held = statutes.holders(meeting.network, [office], clock.today()) if office else []
    holder = next((person for _key, person in held), by)
    names = dict(_office_names(meeting, office)) if office else {}
    return {
        "name": in_every_language(meeting.network, holder) if holder else {},
        "office": names,
        "sent_by": in_every_language(meeting.network, by) if post and by and by != holder else {},
    }


def _office_names(meeting: Meeting, office: str | None) -> Mapping[str, str]:
    found = Office.objects.filter(network=meeting.network, key=office).first()
    return dict(found.names) if found else {}


def in_every_language(network: Network, said: object) -> dict[str, str]:
    """How something is called in each language of the network."""
    names = {}
    for language in network.languages:
        with translation.override(language):
            names[language] = str(said)
    return names


def _letterhead(network: Network) -> Json:
    contact = network.contact if isinstance(network.contact, dict) else {}
    return {
        "name": network.name,
        "legal_name": dict(network.legal_name),
        "address": list(contact.get("address", [])),
        "phones": list(contact.get("phones", [])),
        "email": contact.get("email", ""),
        "authentic": list(network.authentic_languages),
    }


def unsealed(content: Mapping[str, Any], network: Network) -> tuple[Meeting, list[AgendaItem]]:
    """The meeting and the items of its agenda as they were sealed; nothing of it is saved."""
    frame = content["meeting"]
    city = City(names=Localized(frame["host_city"])) if frame["host_city"] else None
    meeting = Meeting(
        pk=frame["pk"],
        uid=UUID(frame["uid"]),
        sequence=frame["sequence"],
        state=frame["state"],
        titles=Localized(frame["titles"]),
        starts_at=datetime.fromisoformat(frame["starts_at"]),
        ends_at=_moment(frame["ends_at"]),
        deadline=_moment(frame["deadline"]),
        place=frame["place"],
        mode=frame["mode"],
        link=frame["link"],
        interpretation=frame["interpretation"],
        journeys=Localized(frame["journeys"]),
    )
    meeting.network, meeting.organ, meeting.host_city = network, Organ(names=Localized(frame["organ"])), city
    items = [
        AgendaItem(
            pk=entry["item"],
            position=entry["position"],
            kind=entry["kind"],
            titles=Localized(entry["titles"]),
            notes=Localized(entry["notes"]),
        )
        for entry in content["agenda"]
    ]
    return meeting, items


def agenda_lines(content: Mapping[str, Any], language: str) -> list[str]:
    """The whole agenda as it stood at the act, line by line."""
    return [f"{line['position']}. {Localized(line['titles']).shown(language)}" for line in content["lines"]]


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def day_of(content: Mapping[str, Any]) -> date:
    """The day of the act."""
    return date.fromisoformat(content["day"])
