"""The outbox as the secretariat reads it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from quattropole.access.bounces import failing
from quattropole.access.kinds import kind_of
from quattropole.access.models import Bounce, Enclosure, MailAttempt, OutgoingMail
from quattropole.access.rules import visible_mails
from quattropole.access.viewer import Viewer

PER_PAGE = 50
State = OutgoingMail.State


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What the list is narrowed to; empty for everything."""

    state: str = ""
    kind: str = ""
    words: str = ""

    def apply(self, mails: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        """Only what fits: `words` are looked for in the name, the address and the subject."""
        if self.state:
            mails = mails.filter(state=self.state)
        if self.kind:
            mails = mails.filter(kind=self.kind)
        for word in self.words.split():
            mails = mails.filter(
                Q(person__family_name__icontains=word)
                | Q(person__given_name__icontains=word)
                | Q(to__icontains=word)
                | Q(subject__icontains=word)
            )
        return mails


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in the list."""

    mail: OutgoingMail
    label: str | Promise


@dataclass(frozen=True, slots=True)
class MailPage:
    """A page of the outbox; how many there are of each state; and the addresses that mail comes back from."""

    page: Page[OutgoingMail]
    lines: list[MailLine]
    states: dict[str, int]
    failing: list[Bounce]


def mail_page(viewer: Viewer, number: str | int, narrowed: MailFilter) -> MailPage:
    """One page, the latest first; the same number of queries whatever the length."""
    mails = visible_mails(viewer)
    found = narrowed.apply(mails).select_related("person", "organ").defer("body").order_by("-created_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(number)
    states = mails.order_by().values("state").annotate(mails=Count("pk")).values_list("state", "mails")
    return MailPage(
        page,
        [MailLine(mail, kind_of(mail.kind).label) for mail in page.object_list],
        dict(states),
        failing(),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened to a mail: `what` is a key of the page's words, `bounce` or an outcome."""

    at: datetime
    what: str | Promise
    text: str = ""
    to: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class MailDetail:
    """A mail with its files and everything that happened to it."""

    mail: OutgoingMail
    label: str | Promise
    files: list[Enclosure]
    moments: list[Moment]
    gathered: list[OutgoingMail]

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it did not arrive."""
        return self.mail.state in (State.FAILED, State.BOUNCED)


def mail_detail(viewer: Viewer, pk: int) -> MailDetail | None:
    """A mail, if it is for the viewer. Five queries."""
    mail = visible_mails(viewer).select_related("person", "organ", "digest", "network").filter(pk=pk).first()
    if mail is None:
        return None
    files = Enclosure.objects.filter(mail=mail).defer("content").order_by("pk")
    tries = MailAttempt.objects.filter(mail=mail)
    bounces = Bounce.objects.filter(mail=mail)
    moments = [Moment(one.at, one.get_outcome_display(), one.text, one.to) for one in tries]
    moments += [Moment(one.at, one.get_kind_display(), one.text, one.address, one.status) for one in bounces]
    if mail.sent_at:
        moments.append(Moment(mail.sent_at, State.SENT.label, "", mail.to))
    return MailDetail(
        mail,
        kind_of(mail.kind).label,
        list(files),
        sorted(moments, key=lambda moment: moment.at),
        list(mail.gathered.order_by("created_at", "pk")) if mail.cause == "digest" else [],
    )
