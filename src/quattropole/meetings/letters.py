"""The letter about a meeting as a document: what is sealed with the act, in the words of one language.

It is set by Typst from `typst/letter.typ` (`look.typesetting`): a tagged PDF for everyone, of which only the addressee
differs. Where the network has several authentic languages, the agenda stands in each of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quattropole.access.addresses import address_of
from quattropole.look.codes import qr_code
from quattropole.look.templatetags.look import colon
from quattropole.look.typesetting import Typesetter
from quattropole.meetings.models import AgendaItem, Dispatch, Mailing, Meeting
from quattropole.meetings.sealing import day_of, unsealed
from quattropole.texts.blocks import blocks
from quattropole.texts.localized import Localized, reading_order
from quattropole.texts.names import day_text, language_name, moment_text, time_text

Json = dict[str, Any]
ASKS = frozenset({Mailing.Kind.CONVOCATION, Mailing.Kind.CORRECTION, Mailing.Kind.CIRCULAR})
"""Kinds of letters that ask for an answer."""


class Letters:
    """Sets the letters of one mailing in one language."""

    def __init__(self, mailing: Mailing, language: str) -> None:
        self._setter = Typesetter("meetings", "letter.typ", letter_of(mailing, language))

    def set(self, dispatch: Dispatch) -> bytes:
        """The letter as PDF. Raises `typst.TypstError` where it cannot be set, as with a name in unknown signs."""
        return self._setter.set({"addressee": lines_of(dispatch.addressee), "name": dispatch.addressee["name"]})


def lines_of(addressee: Mapping[str, Any]) -> list[str]:
    """The address field: name, function, city; the postal address where one is known."""
    lines = [addressee["name"], addressee.get("function", ""), *addressee.get("postal", [])]
    return [line for line in (*lines, "" if addressee.get("postal") else addressee.get("city", "")) if line]


def letter_of(mailing: Mailing, language: str) -> Json:
    """Everything that a letter shows in a language, but for the addressee, as plain JSON."""
    content = mailing.content
    with translation.override(language):
        meeting, items = unsealed(content, mailing.network)
        head = content["letterhead"]
        address = address_of(mailing.network, "meetings:detail", meeting.pk)
        code = qr_code(address)
        day = day_of(content)
        return {
            "language": language,
            "kind": mailing.kind,
            "title": title_of(mailing, meeting),
            "author": Localized(head["legal_name"]).shown(language).text or head["name"],
            "date": [day.year, day.month, day.day],
            "letterhead": head | {"town": _town(head["address"])},
            "place_and_date": _place_and_date(head, day_text(day)),
            "reference": _reference(mailing),
            "opening": opening_of(mailing, meeting),
            "notices": notices_of(mailing),
            "changes": [_change(change) for change in content["changes"]],
            "facts": facts_of(mailing, meeting),
            "agenda": _agenda(content, items, language),
            "papers": [_paper_line(paper, content["papers"]) for paper in _first_of_each(content["papers"])],
            "rights": rights_of(mailing, meeting) if mailing.kind in ASKS else "",
            "answer": _answer(mailing, meeting, address, code.size, code.path),
            "journeys": _journeys(meeting, language) if mailing.kind in ASKS else None,
            "rules": [_rule(verdict, language) for verdict in content["verdicts"]],
            "closing": closing_of(content, language),
            "words": _words(mailing),
        }


def title_of(mailing: Mailing, meeting: Meeting) -> str:
    """What the letter is about, in the active language."""
    day = day_text(day_of_meeting(meeting))
    said = {"meeting": str(meeting), "day": day}
    match mailing.kind:
        case Mailing.Kind.SUPPLEMENT:
            return _("More items: %(meeting)s, %(day)s") % said
        case Mailing.Kind.CORRECTION:
            return _("Changed: %(meeting)s, %(day)s") % said
        case Mailing.Kind.CANCELLATION:
            return _("Cancelled: %(meeting)s, %(day)s") % said
        case Mailing.Kind.CIRCULAR:
            return _("Decision without a meeting: %(meeting)s") % said
    if mailing.content["second_call"]:
        return _("Second call: %(meeting)s, %(day)s") % said
    return _("Convocation: %(meeting)s, %(day)s") % said


def opening_of(mailing: Mailing, meeting: Meeting) -> str:
    """The first sentence, in the active language."""
    said = {
        "organ": str(meeting.organ.names),
        "network": meeting.network.name,
        "day": day_text(day_of_meeting(meeting), None, "full"),
    }
    match mailing.kind:
        case Mailing.Kind.SUPPLEMENT:
            return _("these items have been added to the agenda.")
        case Mailing.Kind.CORRECTION:
            return _("this meeting has been changed. What is new stands below; everything else stays as it was.")
        case Mailing.Kind.CANCELLATION if meeting.deadline:
            return _("this decision without a meeting has been withdrawn. Answers that were given count for nothing.")
        case Mailing.Kind.CANCELLATION:
            return _("this meeting has been cancelled.")
        case Mailing.Kind.CIRCULAR:
            return (
                _("the members of the %(organ)s of %(network)s are asked to decide without a meeting, in text form.")
                % said
            )
    return _("you are invited to the meeting of the %(organ)s of %(network)s.") % said


def rights_of(mailing: Mailing, meeting: Meeting) -> str:
    """How members exercise their rights in this way of meeting, in the active language."""
    if mailing.kind == Mailing.Kind.CIRCULAR:
        return _(
            "Answer on the page below, signed in under your own name. You can also answer the secretariat by e-mail or "
            "letter with your name; it then enters your answer and keeps your message with it. An answer counts once "
            "and cannot be changed."
        )
    if meeting.mode == Meeting.Mode.ON_SITE:
        return _(
            "You attend and vote on site. If you cannot come, say so on the page of the meeting; where the statutes "
            "allow a substitute, name the person there."
        )
    if meeting.mode == Meeting.Mode.HYBRID:
        return _(
            "You attend and vote on site, or remotely through the link, signed in under your own name. Say on the page "
            "of the meeting which way you come; where the statutes allow a substitute, name the person there."
        )
    return _(
        "You attend through the link and vote on the page of the meeting, signed in under your own name. If you cannot "
        "attend, say so there; where the statutes allow a substitute, name the person there."
    )


def quorum_notice(content: Mapping[str, Any], language: str) -> str:
    """Of a second call: of which meeting, and what that means for the quorum. Empty where it is none."""
    second = content["second_call"]
    if not second:
        return ""
    first = day_text(date.fromisoformat(second["first_on"]), language)
    said = _("This is the second call after the meeting of %(day)s, which had no quorum.") % {"day": first}
    if second["quorum_waived"]:
        said = f"{said} {_('This time resolutions can be made however many members are present.')}"
    cite = _cite(second["cite"], assumed=second["assumed"]) if second["cite"] else ""
    return f"{said} ({cite})" if cite else said


def authentic_notice(content: Mapping[str, Any], language: str) -> str:
    """Where the agenda stands in several languages: that each of them is authentic."""
    codes = content["letterhead"]["authentic"]
    if len(codes) < 2:
        return ""
    names = _listed([language_name(code, language) for code in codes])
    return _("The texts in these languages are equally authentic: %(languages)s.") % {"languages": names}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def day_of_meeting(meeting: Meeting) -> date:
    """The day of the meeting; without one, the last day to answer."""
    return timezone.localdate(meeting.deadline or meeting.starts_at)


def _town(address: Sequence[str]) -> str:
    """The town of the letterhead: what follows the postal code in its last line."""
    last = address[-1] if address else ""
    _code, _space, town = last.partition(" ")
    return town if any(sign.isdigit() for sign in _code) else last


def _place_and_date(head: Mapping[str, Any], day: str) -> str:
    town = _town(head["address"])
    return _("%(place)s, %(day)s") % {"place": town, "day": day} if town else day


def _reference(mailing: Mailing) -> str:
    return f"{mailing.get_kind_display()} {mailing.version}"


def notices_of(mailing: Mailing) -> list[str]:
    """What must not be overlooked, in the active language."""
    content = mailing.content
    said = [quorum_notice(content, translation.get_language() or "de")]
    if mailing.kind == Mailing.Kind.CORRECTION and any(change.get("asks") for change in content["changes"]):
        said.append(_("Answers given so far were for the earlier day. Please answer again."))
    return [notice for notice in said if notice]


def _change(change: Mapping[str, Any]) -> list[str]:
    """What is different: the word, what was so, what is so now, in the active language."""
    return [
        _field(change["field"]),
        _value(change["field"], change["before"]),
        _value(change["field"], change["after"]),
    ]


def _field(name: str) -> str:
    return {
        "starts_at": _("Begins"),
        "ends_at": _("Ends"),
        "place": _("Place"),
        "host_city": _("Host city"),
        "link": _("Link for remote attendance"),
        "titles": _("Title"),
        "interpretation": _("Interpretation"),
        "journeys": _("Getting there"),
    }[name]


def _value(name: str, value: Any) -> str:
    if not value:
        return "–"
    if name in {"starts_at", "ends_at"}:
        return moment_text(datetime.fromisoformat(value))
    if name == "interpretation":
        return _listed([language_name(code) for code in value])
    if name == "journeys":
        return _("see below")
    return str(Localized(value)) if isinstance(value, dict) else str(value)


def changes_of(content: Mapping[str, Any]) -> list[list[str]]:
    """What a correction changes, for mails: word, before, after."""
    return [_change(change) for change in content["changes"]]


def facts_of(mailing: Mailing, meeting: Meeting) -> list[list[str]]:
    """When, where and how: pairs of a word and its value, in the active language."""
    if meeting.deadline is not None:
        return [[_("Answer until"), moment_text(meeting.deadline)]]
    facts = [[_("When"), when_text(meeting)]]
    if meeting.place:
        facts.append([_("Where"), meeting.place])
    if meeting.host_city:
        facts.append([_("Host city"), str(meeting.host_city.names)])
    facts.append([_("How"), str(meeting.get_mode_display())])
    if meeting.link and mailing.kind != Mailing.Kind.CANCELLATION:
        facts.append([_("Link for remote attendance"), meeting.link])
    if meeting.interpretation and mailing.kind != Mailing.Kind.CANCELLATION:
        facts.append([_("Interpretation"), _listed([language_name(code) for code in meeting.interpretation])])
    return facts


def when_text(meeting: Meeting) -> str:
    """The day with its weekday, from when to when, in the active language."""
    day = day_text(timezone.localdate(meeting.starts_at), None, "full")
    begins = time_text(meeting.starts_at)
    if meeting.ends_at is None:
        return f"{day}, {begins}"
    if timezone.localdate(meeting.ends_at) == timezone.localdate(meeting.starts_at):
        return f"{day}, {begins}–{time_text(meeting.ends_at)}"
    return f"{day}, {begins} – {moment_text(meeting.ends_at)}"


def _agenda(content: Mapping[str, Any], items: Sequence[AgendaItem], language: str) -> Json:
    """The items with their texts: the reader's language first, then the other authentic ones."""
    others = [code for code in content["letterhead"]["authentic"] if code != language]
    lines = []
    for item, entry in zip(items, content["agenda"], strict=True):
        main = item.titles.shown(language)
        also = [
            {"language": code, "text": item.titles[code]}
            for code in others
            if item.titles.get(code) and code != main.language and item.titles[code] != main.text
        ]
        notes = item.notes.shown(language)
        lines.append(
            {
                "position": item.position,
                "title": main.text,
                "language": main.language,
                "also": also,
                "kind": str(item.get_kind_display()),
                "notes": {"language": notes.language, "blocks": [asdict(block) for block in blocks(notes.text)]},
                "notes_also": [
                    {"language": code, "blocks": [asdict(block) for block in blocks(item.notes[code])]}
                    for code in others
                    if item.notes.get(code) and code != notes.language
                ],
                "papers": [_paper_line(paper, entry["papers"]) for paper in _first_of_each(entry["papers"])],
            }
        )
    several = any(line["also"] for line in lines)
    return {"items": lines, "note": authentic_notice(content, language) if several else ""}


def _first_of_each(papers: Iterable[Json]) -> list[Json]:
    """One entry a paper, in the reader's language where there is one."""
    order = {code: rank for rank, code in enumerate(reading_order(translation.get_language() or "de"))}
    best: dict[int, Json] = {}
    for paper in sorted(papers, key=lambda paper: order.get(paper["language"], len(order))):
        best.setdefault(paper["number"], paper)
    return [best[number] for number in sorted(best)]


def _paper_line(paper: Json, papers: Iterable[Json]) -> Json:
    languages = [other["language"] for other in papers if other["number"] == paper["number"]]
    return {
        "title": paper["title"],
        "language": paper["language"],
        "note": _listed([language_name(code) for code in sorted(languages)]),
    }


def _answer(mailing: Mailing, meeting: Meeting, address: str, size: int, path: str) -> Json:
    words = {
        Mailing.Kind.CONVOCATION: _("Please say on this page whether you come. The papers are there as well."),
        Mailing.Kind.CORRECTION: _("Your answer, and the papers, are on this page."),
        Mailing.Kind.SUPPLEMENT: _("The papers are on this page."),
        Mailing.Kind.CANCELLATION: _("You find more on this page."),
        Mailing.Kind.CIRCULAR: _("You answer on this page."),
    }[Mailing.Kind(mailing.kind)]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path d="{path}" fill="#15233b"/></svg>'
    )
    return {
        "text": words,
        "address": address,
        "svg": svg,
        "alt": _("Code that leads to the page: %(address)s") % {"address": address},
    }


def _journeys(meeting: Meeting, language: str) -> Json | None:
    shown = meeting.journeys.shown(language)
    return {"language": shown.language, "blocks": [asdict(block) for block in blocks(shown.text)]} if shown else None


def _rule(verdict: Mapping[str, Any], language: str) -> Json:
    shown = Localized(verdict["texts"]).shown(language)
    return {"text": shown.text, "language": shown.language, "cite": _cite(verdict["cite"], assumed=verdict["assumed"])}


def _cite(source: str, *, assumed: bool) -> str:
    return f"{source} ({_('to be confirmed against the statutes')})" if assumed else source


def closing_of(content: Mapping[str, Any], language: str) -> Json:
    """Who acts, in which office, and who sends it."""
    actor = content["by"]
    sent_by = Localized(actor["sent_by"]).shown(language).text
    return {
        "name": Localized(actor["name"]).shown(language).text,
        "office": Localized(actor["office"]).shown(language).text,
        "sent_by": _("Sent on behalf of the above by %(person)s") % {"person": sent_by} if sent_by else "",
    }


def _words(mailing: Mailing) -> Json:
    return {
        "agenda": _("Question") if mailing.kind == Mailing.Kind.CIRCULAR else _("Agenda"),
        "added": _("New items"),
        "dear": _("Dear %(person)s,"),
        "papers": _("Papers"),
        "rights": _("How you exercise your rights"),
        "journeys": _("Getting there"),
        "rules": _("What the statutes say"),
        "answer": _("Your answer"),
        "page": _("The page of the meeting"),
        "changes": _("What is new"),
        "before": _("so far"),
        "after": _("now"),
        "regards": _("Kind regards"),
        "email": _("E-mail"),
        "colon": colon(),
    }
