"""What is due about minutes: to begin, to complete, to approve, to sign, to seal, to read."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.desk.queries.due import ROWS, Due, Section, name_of, section
from quattropole.minutes.models import Minutes, Request
from quattropole.minutes.queries import minutes_for, to_sign, to_write


def minutes_sections(viewer: Viewer) -> list[Section]:
    """The sections of the start page about minutes; a constant number of queries."""
    if viewer.person is None:
        return []
    begin = [
        Due(
            what=name_of(meeting),
            address=reverse("minutes:meeting", args=[meeting.pk]),
            do=_("Begin the minutes"),
            whom=meeting.organ.names,
            by=meeting.day,
        )
        for meeting in to_write(viewer)[: ROWS + 1]
    ]
    found = [section("minutes-begin", _("Minutes to begin"), begin)]
    found.append(section("minutes-sign", _("Minutes to sign"), _rows(to_sign(viewer), _("Sign"))))
    seen = minutes_for(viewer)
    if viewer.is_secretariat:
        drafts = seen.filter(state=Minutes.State.DRAFT)
        asked = Count("requests", filter=Q(requests__outcome=Request.Outcome.OPEN))
        requests = seen.filter(state=Minutes.State.PROPOSED).annotate(asked=asked).filter(asked__gt=0)
        signed = seen.filter(state=Minutes.State.APPROVED).annotate(signed=Count("signatures")).filter(signed=2)
        found += [
            section("minutes-write", _("Minutes to complete"), _rows(drafts, _("Complete"))),
            section("minutes-answer", _("Corrections asked for in minutes"), _rows(requests, _("Answer"))),
            section("minutes-seal", _("Minutes to seal"), _rows(signed, _("Seal"))),
        ]
        return found
    sent = seen.filter(state=Minutes.State.PROPOSED, meeting__organ__in=viewer.organ_ids)
    own = seen.filter(state=Minutes.State.DRAFT, taker=viewer.person)
    found += [
        section("minutes-write", _("Minutes to complete"), _rows(own, _("Complete"))),
        section("minutes-read", _("Minutes to read before they are approved"), _rows(sent, _("Read"))),
    ]
    return found


def _rows(found: QuerySet[Minutes], do: str) -> Iterable[Due]:
    return [
        Due(
            what=name_of(one.meeting),
            address=reverse("minutes:minutes", args=[one.pk]),
            do=do,
            whom=one.meeting.organ.names,
            by=one.meeting.day,
        )
        for one in found[: ROWS + 1]
    ]
