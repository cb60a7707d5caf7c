"""The quorum of a meeting in session: written down when it is lost, and when it is there again."""

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.charter import OpenMeetingFacts, Presence, Verdict
from quattropole.live import Topic, publish
from quattropole.meetings.models import Meeting, QuorumMark
from quattropole.meetings.queries import as_facts, counts_of, presence, quorum_with
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import Person


def mark_quorum(meeting: Meeting, *, by: Person | None) -> QuorumMark | None:
    """Write down how the quorum stands: at the opening, and whenever that has changed; None where it has not.

    Callers hold the lock of the meeting, so that no two changes of who is present are judged at once. A body whose
    statutes ask for no quorum has none to lose.
    """
    organ = rules_of(meeting.organ, meeting.day)
    if meeting.state != Meeting.State.OPEN or organ is None or not organ.quorum.required:
        return None
    result = quorum_with(meeting, as_facts(counts_of(meeting), named=False))
    last = meeting.quorum_marks.order_by("pk").last()
    if last is not None and last.met == result.met:
        return None
    mark: QuorumMark = QuorumMark.objects.create(
        network=meeting.network,
        meeting=meeting,
        at=clock.now(),
        met=result.met,
        present=result.present,
        size=result.base_size,
        needed=result.needed,
        verdicts=[verdict.as_dict() for verdict in _verdicts(meeting, presence(meeting))],
    )
    if last is not None:
        figures = {"present": mark.present, "size": mark.size, "needed": mark.needed}
        if mark.met:
            audit.record("quorum regained", meeting, by=by, network=meeting.network, **figures)
        else:
            audit.record("quorum lost", meeting, by=by, network=meeting.network, **figures)
        publish(meeting.pk, Topic.PRESENCE, Topic.VOTES)
    return mark


def _verdicts(meeting: Meeting, who: Presence) -> list[Verdict]:
    """What the charter says to the quorum overall, and to each city that is missing."""
    findings = charter.open_meeting(
        meeting.network.charter.on(meeting.day),
        OpenMeetingFacts(
            organ=meeting.organ.key,
            on=clock.today(),
            presence=who,
            second_call=meeting.second_call_of_id is not None,
        ),
    )
    return [v for v in findings.verdicts if v.rule == "quorum" or (v.rule == "quorum_city" and v.breached)]
