"""Mails about meetings: those that carry a formal letter and its calendar entry, and plain reminders."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from quattropole import clock
from quattropole.access.addresses import address_of
from quattropole.access.kinds import CONVOCATION, REMINDER
from quattropole.access.models import Enclosure, OutgoingMail
from quattropole.access.outbox import language_for, queue_mails
from quattropole.meetings import letters
from quattropole.meetings.calendar import Attendee, Method, calendar_of, event_of, with_attendee
from quattropole.meetings.models import Dispatch, Mailing, Meeting, Reply
from quattropole.meetings.sealing import agenda_lines, unsealed
from quattropole.network.models import Person

METHODS: Mapping[str, Method] = {Mailing.Kind.CANCELLATION: "CANCEL"}


class Mails:
    """Writes the mails of one mailing in one language; what they have in common is made once."""

    def __init__(self, mailing: Mailing, language: str) -> None:
        self._mailing, self._language = mailing, language
        with translation.override(language):
            self._meeting, items = unsealed(mailing.content, mailing.network)
            self._address = address_of(mailing.network, "meetings:detail", mailing.meeting_id)
            self._subject = letters.title_of(mailing, self._meeting)
            self._words = {
                "opening": letters.opening_of(mailing, self._meeting),
                "notices": letters.notices_of(mailing),
                "facts": letters.facts_of(mailing, self._meeting),
                "changes": letters.changes_of(mailing.content),
                "items": items,
                "with_notes": mailing.kind == Mailing.Kind.CIRCULAR,
                "rights": letters.rights_of(mailing, self._meeting) if mailing.kind in letters.ASKS else "",
                "closing": letters.closing_of(mailing.content, language),
                "address": self._address,
                "network": mailing.network,
            }
            self._method: Method = METHODS.get(mailing.kind, "REQUEST")
            self._calendar = self._written()
            self._file = slugify(f"{mailing.get_kind_display()} {letters.day_of_meeting(self._meeting).isoformat()}")

    def compose(self, dispatch: Dispatch, letter: bytes, reply: Reply | None) -> tuple[OutgoingMail, list[Enclosure]]:
        """The mail to one person and what goes with it; nothing is saved yet."""
        with translation.override(self._language):
            words = {**self._words, "person": dispatch.addressee["name"], "seats": dispatch.addressee["seats"]}
            body = render_to_string("meetings/mail/formal.txt", words)
        now = clock.now()
        mail = OutgoingMail(
            network=self._mailing.network,
            person=dispatch.person,
            to=dispatch.person.email,
            language=self._language,
            subject=" ".join(self._subject.split())[:300],
            body=body.strip() + "\n",
            organ_id=self._mailing.meeting.organ_id,
            cause=f"meeting {self._mailing.kind}",
            cause_id=self._mailing.meeting_id,
            kind=CONVOCATION,
            created_at=now,
            next_try_at=now,
        )
        files = [self._enclosed(mail, f"{self._file}.pdf", "application/pdf", letter)]
        if self._meeting.mode != Meeting.Mode.CIRCULAR:
            entry = with_attendee(self._calendar, Attendee.of(dispatch.person, reply))
            media_type = f"text/calendar; method={self._method}; charset=UTF-8"
            files.append(self._enclosed(mail, "invite.ics", media_type, entry))
        return mail, files

    def _written(self) -> bytes:
        """The calendar entry as everyone gets it, but for whom it is made out to."""
        event = event_of(
            self._meeting,
            self._language,
            address=self._address,
            agenda=agenda_lines(self._mailing.content, self._language),
            stamp=self._mailing.ordered_at,
        )
        return calendar_of([event], self._method, network=self._mailing.network)

    def _enclosed(self, mail: OutgoingMail, name: str, media_type: str, content: bytes) -> Enclosure:
        return Enclosure(
            network=self._mailing.network,
            mail=mail,
            name=name,
            media_type=media_type,
            content=content,
            sha256=sha256(content).hexdigest(),
        )


def write_to(meeting: Meeting, people: Iterable[Person], kind: str, **context: object) -> int:
    """Remind these people of the meeting by the templates `meetings/mail/<kind>.txt`; how many have an address."""
    mails = []
    for person in people:
        if person.email:
            person.network = meeting.network
            mails.append(_reminder(meeting, person, language_for(person), kind, context))
    queue_mails(mails)
    return len(mails)


def _reminder(meeting: Meeting, person: Person, language: str, kind: str, context: dict[str, object]) -> OutgoingMail:
    with translation.override(language):
        words = {
            "meeting": meeting,
            "network": meeting.network,
            "person": person,
            "address": address_of(meeting.network, "meetings:detail", meeting.pk),
            **context,
        }
        subject = render_to_string(f"meetings/mail/{kind}_subject.txt", words)
        body = render_to_string(f"meetings/mail/{kind}.txt", words)
    now = clock.now()
    return OutgoingMail(
        network=meeting.network,
        person=person,
        to=person.email,
        language=language,
        subject=" ".join(subject.split())[:300],
        body=body.strip() + "\n",
        organ=meeting.organ,
        cause=f"meeting {kind}",
        cause_id=meeting.pk,
        kind=REMINDER,
        created_at=now,
        next_try_at=now,
    )
