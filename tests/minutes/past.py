"""A meeting that is over, for tests of its minutes: amended, voted on, objected to, with people who came and went."""

from dataclasses import dataclass
from datetime import timedelta

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.assembly.actions import floor as floors
from quattropole.assembly.actions import speakers
from quattropole.decisions import actions as decisions
from quattropole.decisions.models import Resolution, Vote
from quattropole.meetings import actions as meetings
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.minutes import actions
from quattropole.minutes.models import Minutes, Section
from quattropole.minutes.queries.content import whole
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Mandate, Network, Organ
from quattropole.texts.actions import Change
from tests import factories
from tests.decisions import drafting
from tests.decisions import hall as halls
from tests.decisions.hall import Hall


@dataclass
class Past:
    """A meeting that is over, and what it did."""

    hall: Hall
    item: AgendaItem
    votes: list[Vote]

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.get(pk=self.hall.meeting.pk)

    @property
    def secretary(self) -> Viewer:
        return self.hall.secretary

    @property
    def chair(self) -> Viewer:
        return self.hall.chair

    def draft(self, **settings: object) -> Minutes:
        return actions.draft_minutes(self.meeting, by=self.secretary, **settings)  # type: ignore[arg-type]  # as given


def assembly(network: Network, *, closed: bool = True, audience: str = Audience.PUBLIC) -> Past:
    """An assembly: an amendment carried, the text carried against two votes, an objection, a resolution, an absence."""
    hall, item = drafting.assembly(network)
    Meeting.objects.filter(pk=hall.meeting.pk).update(audience=audience)
    AgendaItem.objects.filter(pk=item.pk).update(audience=audience)
    hall.meeting.refresh_from_db()
    item.refresh_from_db()
    floors.call_item(item, by=hall.chair)
    speech = speakers.ask_to_speak(item, language="de", by=hall.viewer(3))
    speakers.give_floor(speech, by=hall.chair)
    speakers.end_speech(speech, by=hall.chair)
    amendment = drafting.moved(hall, item, drafting.cents(item, 40), place=1)
    drafting.carried(hall, amendment)
    vote = decisions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(8), "yes") | {8: "no", 9: "no", 10: "abstain"})
    halls.decide(hall, vote)
    decisions.record_objection(vote, hall.seated[8][0], reasons="Zu teuer.", by=hall.viewer(8))
    if closed:
        meetings.close_meeting(hall.meeting, by=hall.chair)
    found = Vote.objects.filter(item__meeting=hall.meeting).order_by("opened_at")
    return Past(hall, item, list(found))


def next_meeting(past: Past) -> Meeting:
    """The next assembly, open, thirty days later."""
    meeting = factories.make_meeting(
        past.hall.house.assembly, starts_at=clock.now() + timedelta(days=30), audience=Audience.ORGAN
    )
    factories.make_item(meeting, kind=AgendaItem.Kind.FORMALITY)
    set_demo_ahead((clock.ahead() + timedelta(days=30)).days)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=Meeting.State.OPEN, opened_at=clock.now(), chair=past.hall.house.president
    )
    return Meeting.objects.get(pk=meeting.pk)


def section(minutes: Minutes, item: AgendaItem) -> Section:
    return Section.objects.select_related("minutes__meeting", "minutes__network").get(minutes=minutes, item=item)


def written(minutes: Minutes, item: AgendaItem, de: str, fr: str, *, by: Viewer, based_on: int = 0) -> None:
    """The discussion under an item, in both languages."""
    changes = [
        Change("de", "Aussprache", de, based_on, "reviewed"),
        Change("fr", "Débat", fr, based_on, "reviewed"),
    ]
    actions.write_section(section(minutes, item), {"discussion": changes}, by=by)


def approved(past: Past, minutes: Minutes) -> Minutes:
    """Sent out and approved by the next assembly."""
    actions.propose_minutes(minutes, by=past.secretary)
    following = next_meeting(past)
    item = following.items.get()
    return actions.approve_minutes(minutes, meeting=following, item=item, by=past.secretary)


def signed(past: Past, minutes: Minutes) -> Minutes:
    """Approved, and signed by both."""
    done = approved(past, minutes)
    actions.sign_minutes(done, digest=done.digest, by=past.chair)
    actions.sign_minutes(done, digest=done.digest, by=past.secretary)
    return read(done)


def sealed(past: Past, minutes: Minutes) -> Minutes:
    """Signed and sealed."""
    done = signed(past, minutes)
    actions.seal_minutes(done, by=past.secretary)
    return read(done)


def read(minutes: Minutes) -> Minutes:
    """The minutes as they stand now, whole."""
    return whole(Minutes.objects.all()).get(pk=minutes.pk)


def corrected(part: Section, de: str, fr: str, *, by: Viewer) -> None:
    """What a corrigendum says, in both languages."""
    changes = [Change("de", "Berichtigung", de, 0, "reviewed"), Change("fr", "Rectification", fr, 0, "reviewed")]
    actions.write_section(part, {"discussion": changes}, by=by)


def stranger(network: Network) -> Viewer:
    """Somebody of the network who has nothing to do with the assembly."""
    group = Organ.objects.filter(key="group-tourism").first() or factories.make_organ(network, "group-tourism")
    mandate = Mandate.objects.filter(seat__organ=group).select_related("person").first()
    return factories.make_viewer(mandate.person if mandate else factories.make_holder(group))


def resolution(past: Past) -> Resolution:
    return Resolution.objects.get(meeting=past.hall.meeting)
