"""Sealed minutes are published without what is not public; an error in them is corrected by a document of its own."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.minutes import rules
from quattropole.minutes.actions.locking import locked, only_writers, require_state
from quattropole.minutes.models import Minutes, Publication, Section, Version


def publish_minutes(minutes: Minutes, *, by: Viewer) -> Publication:
    """Publish the public version of the sealed minutes of a public meeting; twice changes nothing."""
    require(rules.may_seal(by, minutes), _("The secretariat publishes the minutes."))
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.SEALED)
        known = Publication.objects.filter(minutes=current).first()
        if known is not None:
            return known
        if not current.documents.filter(version=Version.PUBLIC).exists():
            raise NotPossible(_("The meeting is not public; its minutes stay with the organ."))
        publication = Publication.objects.create(network=by.network, minutes=current, at=clock.now(), by=acting(by))
        record("minutes published", current, by=by.person, network=by.network)
    return publication


def begin_corrigendum(minutes: Minutes, *, by: Viewer) -> Minutes:
    """Begin a document that corrects sealed minutes; it goes the way they went, and they stay as they are."""
    require(rules.may_write(by, minutes), only_writers())
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.SEALED)
        first = current.corrects or current
        series = Minutes.objects.filter(meeting=current.meeting_id)
        if series.filter(state__in=[*Minutes.OPEN, Minutes.State.APPROVED]).exists():
            raise NotPossible(_("A corrigendum is being written already."))
        now = clock.now()
        corrigendum = Minutes.objects.create(
            network=by.network,
            meeting=current.meeting,
            number=(series.aggregate(last=Max("number"))["last"] or 1) + 1,
            corrects=first,
            speakers=first.speakers,
            frame={**first.frame, "interruptions": []},
            taker=acting(by),
            drafted_at=now,
            gathered_at=now,
        )
        Section.objects.create(
            network=by.network,
            minutes=corrigendum,
            kind=Section.Kind.CORRECTION,
            position=0,
            audience=current.meeting.audience,
        )
        record(
            "corrigendum begun",
            corrigendum,
            by=by.person,
            network=by.network,
            corrects=first.pk,
            meeting=current.meeting_id,
        )
    return corrigendum
