"""What the secretariat does with a mail that did not arrive."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.bounces import open_bounces
from quattropole.access.models import Bounce, MailAttempt, OutgoingMail
from quattropole.access.outbox import send_soon
from quattropole.access.rules import NotPossible, may_see_mails, require
from quattropole.access.viewer import Viewer

State = OutgoingMail.State


def send_again(mail: OutgoingMail, *, by: Viewer) -> OutgoingMail:
    """Send a mail that failed or came back once more, to the address that the person has now.

    What came of it before stays in its history. Raises `NotPossible` for a mail that is on its way or arrived.
    """
    require(
        may_see_mails(by) and mail.network_id == by.network.pk,
        _("Only the secretariat may do this."),
    )
    with transaction.atomic():
        locked = OutgoingMail.objects.select_for_update(of=("self",)).select_related("person").get(pk=mail.pk)
        if locked.state not in (State.FAILED, State.BOUNCED):
            raise NotPossible(_("This mail is on its way, or was not reported as lost."))
        if not locked.person.email:
            raise NotPossible(_("This person has no e-mail address; send the letter by post."))
        if locked.sent_at is not None:
            MailAttempt.objects.create(
                network=locked.network,
                mail=locked,
                at=locked.sent_at,
                to=locked.to,
                outcome=MailAttempt.Outcome.SENT,
            )
        tried = open_bounces().filter(mail__person=locked.person).values_list("pk", flat=True)
        Bounce.objects.filter(pk__in=list(tried)).update(settled_at=clock.now(), settled_by=by.person)
        locked.to, locked.state, locked.attempts, locked.round = locked.person.email, State.QUEUED, 0, locked.round + 1
        locked.sent_at = locked.bounced_at = None
        locked.error, locked.next_try_at = "", clock.now()
        locked.save()
        record("mail sent again", locked, by=by.person, network=by.network, to=locked.to, round=locked.round)
        send_soon()
    return locked
