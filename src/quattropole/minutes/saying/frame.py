"""The frame of a meeting in words: when and where, how it was convened, its quorum, who was there."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole.access.models import Audience
from quattropole.meetings.models import Attendance, Meeting
from quattropole.minutes.models import Version
from quattropole.minutes.saying.blocks import (
    Block,
    at,
    bullets,
    cited,
    heading,
    on,
    pairs,
    paragraph,
    said,
    seated,
    table,
    words,
)

Facts = dict[str, Any]


def frame_pairs(frame: Facts, taker: str) -> list[list[str]]:
    """What stands at the head of the minutes."""
    circular = frame["mode"] == Meeting.Mode.CIRCULAR
    begun = frame["opened_at"] or frame["starts_at"]
    head = [
        (_("Organ"), words(frame["organ"])),
        (_("Held"), Meeting.Mode(frame["mode"]).label),
        (_("Place"), ", ".join(dict.fromkeys(filter(None, (frame["place"], words(frame["city"])))))),
        (_("Answers until"), on(frame["deadline"]) if circular else ""),
        (_("Opened"), "" if circular or frame["is_record"] else on(begun)),
        (_("Closed"), on(frame["closed_at"])),
        (_("Chair"), words(frame["chair"])),
        (_("Minutes taken by"), taker),
        (_("Allowed by resolution"), frame["mode_resolution"]),
    ]
    shown: list[list[str]] = pairs(head)["pairs"]
    return shown


def opening_blocks(frame: Facts, version: Version) -> list[Block]:
    """Everything that the platform knows of how the meeting began."""
    found: list[Block] = []
    if frame["is_record"]:
        found.append(paragraph(_("This meeting was held before the platform; what follows comes from sources.")))
    found += _convened(frame)
    found += _quorum(frame)
    found += list(_presence(frame, version))
    return found


def _convened(frame: Facts) -> list[Block]:
    sent = frame["convocations"]
    if not sent:
        return []
    anew = [one for one in sent if one is sent[0] or one.get("gate") == "convene"]  # anew: moved to another day
    lines = [
        (_("Convened on %(when)s by %(person)s.") if one in anew else _("Supplemented on %(when)s by %(person)s."))
        % {"when": on(one["sent_at"]), "person": words(one["by"])}
        for one in sent
    ]
    found = [heading(_("Convocation")), paragraph(" ".join(lines))]
    verdicts = [cited(verdict) for verdict in anew[-1]["verdicts"]]
    return [*found, bullets(verdicts)] if verdicts else found


def _quorum(frame: Facts) -> list[Block]:
    marks, verdicts = frame["quorum"]["marks"], frame["quorum"]["verdicts"]
    if not marks and not verdicts:
        return []
    found = [heading(_("Quorum"))]
    for mark in marks:
        met = _("The meeting has its quorum.") if mark["met"] else _("The meeting does not have its quorum.")
        counted = _("%(time)s: %(present)s of %(size)s are present, %(needed)s are needed.") % {
            "time": at(mark["at"]),
            "present": mark["present"],
            "size": mark["size"],
            "needed": mark["needed"],
        }
        found.append(paragraph(f"{counted} {met}"))
    told = [cited(verdict) for verdict in verdicts]
    return [*found, bullets(told)] if told else found


def _presence(frame: Facts, version: Version) -> Iterator[Block]:
    """Who was there; the public version names them without times, and counts those who were not."""
    there, absent = frame["attendance"], frame["absent"]
    if there:
        yield heading(_("Who was there"))
        counted = ngettext(
            "%(here)s of %(seats)s seat took part.", "%(here)s of %(seats)s seats took part.", frame["seats"]
        )
        yield paragraph(counted % {"here": len(there), "seats": frame["seats"]})
        yield _named_without_times(there) if version == Version.PUBLIC else _named(there)
    if not absent or frame["mode"] == Meeting.Mode.CIRCULAR:
        return
    if version == Version.PUBLIC:
        number = len(absent)
        yield paragraph(
            ngettext("%(number)s seat was absent.", "%(number)s seats were absent.", number) % {"number": number}
        )
        return
    yield heading(_("Who was absent"))
    yield bullets(_absent_line(one) for one in absent)


def _absent_line(one: Facts) -> str:
    name = seated(one["seat"], one["holder"])
    if not one["holder"]:
        return f"{name} ({_('vacant')})"
    return f"{name} ({_('excused')})" if one["excused"] else name


def _named(there: list[Facts]) -> Block:
    rows = [
        [words(one["seat"]), words(stay["person"]), at(stay["arrived_at"]), at(stay["left_at"]), _how(one, stay)]
        for one in there
        for stay in one["stays"]
    ]
    return table(_("Attendance"), [_("Seat"), _("Person"), _("From"), _("Until"), _("How")], rows)


def _named_without_times(there: list[Facts]) -> Block:
    rows = []
    for one in there:
        names = dict.fromkeys((words(stay["person"]), _how(one, stay)) for stay in one["stays"])
        rows += [[words(one["seat"]), name, how] for name, how in names]
    return table(_("Attendance"), [_("Seat"), _("Person"), _("How")], rows)


def _how(one: Facts, stay: Facts) -> str:
    how = [str(Attendance.Mode(stay["mode"]).label)]
    if stay["substitute"]:
        how.append(
            _("substitute for %(person)s") % {"person": words(one["holder"])} if one["holder"] else _("substitute")
        )
    if stay["proxy"]:
        how.append(_("by proxy of %(person)s") % {"person": words(one["holder"])} if one["holder"] else _("by proxy"))
    return ", ".join(how)


def closing_blocks(frame: Facts, version: Version) -> list[Block]:
    """Interruptions, and when the meeting ended."""
    found = [paragraph(_interrupted(one)) for one in frame["interruptions"]]
    if frame["closed_at"] and frame["mode"] == Meeting.Mode.CIRCULAR:
        found.append(paragraph(_("Answers were counted from %(when)s on.") % {"when": on(frame["closed_at"])}))
    elif frame["closed_at"]:
        words_of_end = _("%(person)s closes the meeting at %(time)s.")
        found.append(paragraph(words_of_end % {"person": words(frame["chair"]), "time": at(frame["closed_at"])}))
    if version == Version.PUBLIC and frame["audience"] == Audience.PUBLIC:
        found.append(paragraph(_("This version leaves out what is not public.")))
    return found


def _interrupted(one: Facts) -> str:
    if one["to"]:
        told = _("The meeting is interrupted from %(begin)s to %(end)s.") % {
            "begin": at(one["from"]),
            "end": at(one["to"]),
        }
    else:
        told = _("The meeting is interrupted at %(begin)s and not taken up again.") % {"begin": at(one["from"])}
    return f"{told} {said(_('Reason'), one['reason'])}" if one["reason"] else told
