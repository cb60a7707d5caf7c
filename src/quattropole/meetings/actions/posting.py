"""Letters that go by post: printed by the secretariat, marked as posted, sent instead of a mail that came back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.models import OutgoingMail
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.meetings.actions.planning import require_preparing
from quattropole.meetings.making import TRIES
from quattropole.meetings.models import Dispatch, Meeting
from quattropole.meetings.queries.dispatches import to_post

BACK = (OutgoingMail.State.FAILED, OutgoingMail.State.BOUNCED)


def mark_posted(meeting: Meeting, dispatches: Sequence[int] | None = None, *, by: Viewer) -> int:
    """Keep that letters were posted today: these (keys), or all that are to be posted. How many.

    `NotPossible` where there is none, as when the button is pressed a second time.
    """
    require_preparing(by, meeting.organ)
    with transaction.atomic():
        waiting = to_post(meeting).select_for_update(of=("self",))
        if dispatches is not None:
            waiting = waiting.filter(pk__in=dispatches)
        keys = list(waiting.values_list("pk", flat=True))
        if not keys:
            raise NotPossible(_("There is no letter left to be posted."))
        Dispatch.objects.filter(pk__in=keys).update(posted_at=clock.now(), posted_by=by.person)
        audit.record("letters posted", meeting, by=by.person, network=by.network, dispatches=keys)
    return len(keys)


def send_by_post(dispatch: Dispatch, *, by: Viewer) -> Dispatch:
    """Send the same letter by post, because the mail with it came back; it is then to be printed. Once only."""
    require_preparing(by, dispatch.meeting.organ)
    with transaction.atomic():
        current = Dispatch.objects.select_for_update(of=("self",)).select_related("mail").get(pk=dispatch.pk)
        if Dispatch.objects.filter(replaces=current).exists():
            raise NotPossible(_("This letter goes by post already."))
        if current.mail is None or current.mail.state not in BACK:
            raise NotPossible(_("Only a letter whose mail came back is sent by post instead."))
        made: Dispatch = Dispatch.objects.create(
            network=by.network,
            mailing_id=current.mailing_id,
            meeting_id=current.meeting_id,
            convocation_id=current.convocation_id,
            kind=current.kind,
            version=current.version,
            person_id=current.person_id,
            seats=current.seats,
            addressee=current.addressee,
            language=current.language,
            means=Dispatch.Means.POST,
            ordered_at=clock.now(),
            letter=current.letter,
            sha256=current.sha256,
            set_at=clock.now(),
            replaces=current,
        )
        audit.record("letter sent by post instead", made, by=by.person, network=by.network, replaces=current.pk)
    return made


def go_on_making(meeting: Meeting, *, by: Viewer) -> None:
    """Have the letters made that are not there yet, those too that could not be made before."""
    require_preparing(by, meeting.organ)
    from quattropole.meetings.tasks import make_letters

    with transaction.atomic():
        Dispatch.objects.filter(meeting=meeting, set_at__isnull=True, attempts__gte=TRIES).update(attempts=0)
        transaction.on_commit(lambda: make_letters.enqueue())
