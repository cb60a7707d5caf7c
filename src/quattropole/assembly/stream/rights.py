"""Who of those who watch may: asked of all at once, before they are sent anything, and again while they watch."""

from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.utils import timezone

from quattropole import clock
from quattropole.access.models import Account, Identity
from quattropole.access.viewer import Viewer
from quattropole.assembly.parts.screens import Kind
from quattropole.assembly.rules import followers, may_watch_publicly, role_of
from quattropole.assembly.stream.admission import Watch, proof_of
from quattropole.assembly.stream.rendering import reading
from quattropole.meetings.models import Meeting
from quattropole.network.models import Person


def admitted(meeting: int, watches: Iterable[Watch]) -> set[Watch]:
    """Those who would be admitted if they asked now, as `admission.admit` says it. Raises `Meeting.DoesNotExist`.

    The same number of queries for any number of members; each console is asked for by itself.
    """
    asked = set(watches)
    with reading(meeting) as found:
        visitors = {watch for watch in asked if watch.screen.kind == Kind.GALLERY}
        members = _signed_in(asked - visitors)
        consoles = {watch for watch in members if watch.screen.kind == Kind.CONSOLE}
        people = followers(found, clock.today(), among={watch.person for watch in members if watch.person is not None})
        return (
            (visitors if may_watch_publicly(found) else set())
            | {watch for watch in members - consoles if watch.person in people}
            | {watch for watch in consoles if _runs(found, watch)}
        )


def _signed_in(watches: set[Watch]) -> set[Watch]:
    """Whose session goes on, whose account is in use with the same password, and is still the person that it was."""
    if not watches:
        return set()
    keys = {watch.session for watch in watches}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    running = set(sessions.values_list("session_key", flat=True))
    accounts = {watch.account for watch in watches if watch.account is not None}
    people = set(Identity.objects.filter(account__in=accounts).values_list("account", "person"))
    proofs = {
        account.pk: proof_of(account)
        for account in Account.objects.filter(pk__in=accounts, is_active=True).only("password")
    }
    return {
        watch
        for watch in watches
        if watch.session in running
        and (watch.account, watch.person) in people
        and watch.account is not None
        and proofs.get(watch.account) == watch.proof
    }


def _runs(meeting: Meeting, watch: Watch) -> bool:
    if watch.person is None:
        return False
    person = Person.objects.filter(pk=watch.person).first()
    return person is not None and role_of(Viewer(meeting.network, person), meeting) == watch.screen.role
