"""Motions on procedure: which is decided first, what it settles, who supports it, what it says in each language."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quattropole.assembly.models import Debate, Floor, ProceduralMotion
from quattropole.assembly.queries.floor import debate_of, floor_of, open_vote_in
from quattropole.charter.counting import least
from quattropole.charter.model import SecretBallot
from quattropole.decisions.models import Election, Placement, Proposal, Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.queries import presence
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import Organ
from quattropole.texts.localized import Localized

Kind = ProceduralMotion.Kind

SOURCE = gettext_lazy("Customary rules of order, assumed: to be confirmed against the network's own.")
"""Where the order of decision comes from, as long as a network has not said its own."""


@dataclass(frozen=True)
class Precedence:
    """A kind of motion: the lower its rank, the sooner it is decided. Carried, it settles what it `settles`."""

    kind: ProceduralMotion.Kind
    rank: int
    effect: Promise
    settles: tuple[ProceduralMotion.Kind, ...] = ()


_HELD_BY_THE_DEBATE = (Kind.CLOSE_DEBATE, Kind.CLOSE_LIST, Kind.LIMIT_TIME)

ORDER_OF_DECISION: dict[str, Precedence] = {
    precedence.kind: precedence
    for precedence in (
        Precedence(
            Kind.ADJOURN_MEETING, 1, gettext_lazy("The meeting is interrupted, or ends. Its open items stay open.")
        ),
        Precedence(
            Kind.ADJOURN_ITEM,
            2,
            gettext_lazy("The item is not decided in this meeting."),
            (Kind.REFER, *_HELD_BY_THE_DEBATE, Kind.SECRET_VOTE),
        ),
        Precedence(
            Kind.REFER,
            3,
            gettext_lazy("The item goes to the group and is not decided in this meeting."),
            (*_HELD_BY_THE_DEBATE, Kind.SECRET_VOTE),
        ),
        Precedence(
            Kind.CLOSE_DEBATE,
            4,
            gettext_lazy("Nobody speaks any more; what is under debate is voted on."),
            (Kind.CLOSE_LIST, Kind.LIMIT_TIME),
        ),
        Precedence(Kind.CLOSE_LIST, 5, gettext_lazy("Only those already on the list still speak.")),
        Precedence(Kind.LIMIT_TIME, 6, gettext_lazy("Speeches on this item are shorter from now on.")),
        Precedence(Kind.SECRET_VOTE, 7, gettext_lazy("The votes on this item are secret.")),
    )
}
"""From the furthest to the nearest; the secret vote last, just before the vote that it is about."""

BY_SHARE = (Kind.SECRET_VOTE,)
"""Kinds for which a share of those present is enough, where the statutes say so."""


def in_order_of_decision(motions: Iterable[ProceduralMotion]) -> list[ProceduralMotion]:
    """The furthest first, what was moved earlier before what came later."""
    return sorted(motions, key=lambda motion: (ORDER_OF_DECISION[motion.kind].rank, motion.moved_at, motion.pk))


def pending(meeting: Meeting, item: AgendaItem) -> list[ProceduralMotion]:
    """What was moved under the item and is not decided, and whether the meeting is to be adjourned; in order."""
    motions = ProceduralMotion.objects.filter(item__meeting=meeting, state__in=ProceduralMotion.PENDING)
    here = [m for m in motions if m.item_id == item.pk or m.kind == Kind.ADJOURN_MEETING]
    return in_order_of_decision(here)


def before(motion: ProceduralMotion, meeting: Meeting) -> ProceduralMotion | None:
    """The pending motion that has to be decided before this one."""
    first = pending(meeting, motion.item)
    return first[0] if first and first[0].pk != motion.pk else None


def motion_words(motion: ProceduralMotion) -> str:
    """What is moved, in the active language."""
    if motion.target is not None:
        return _("refer to %(organ)s") % {"organ": motion.target.names}
    if motion.seconds is not None:
        return _("limit the time to speak to %(time)s") % {"time": minutes(motion.seconds)}
    return str(motion.get_kind_display())


def minutes(seconds: int) -> str:
    """A length of time as minutes and seconds: 2:30."""
    sign = "-" if seconds < 0 else ""
    whole, rest = divmod(abs(seconds), 60)
    return f"{sign}{whole}:{rest:02d}"


def wordings_of_motion(motion: ProceduralMotion) -> tuple[Localized, Localized]:
    """Title and wording of the vote on the motion, in every language of the network that the platform speaks."""
    spoken = {code for code, _name in settings.LANGUAGES}
    titles, bodies = Localized(), Localized()
    for language in motion.network.languages:
        if language not in spoken:
            continue
        with translation.override(language):
            titles[language] = _("Procedural motion: %(motion)s") % {"motion": motion_words(motion)}
            bodies[language] = _("Item %(position)s: %(title)s") % {
                "position": motion.item.position,
                "title": motion.item.titles,
            }
    return titles, bodies


def supporters_of(motion: ProceduralMotion) -> int:
    """How many seats demand it: the mover and those who joined, or the hands that the chair counted if more."""
    return max(motion.supporters, motion.supports.count() + 1)


def secret_rule(meeting: Meeting, item: AgendaItem) -> SecretBallot | None:
    """What the statutes say to secret votes on the item: of the organ, or of the office that is filled."""
    election = Election.objects.filter(item=item).select_related("office__network").first()
    if election is not None:
        office = election.office.network.charter.on(meeting.day).offices.get(election.office.key)
        return office.secret if office is not None else None
    organ = rules_of(meeting.organ, meeting.day)
    return organ.secret if organ is not None else None


def supporters_needed(meeting: Meeting, item: AgendaItem) -> int | None:
    """How many of those present are enough to demand a secret vote; None where no share can."""
    rule = secret_rule(meeting, item)
    if rule is None or rule.fraction is None:
        return None
    return int(least(presence(meeting).present_seats, rule.fraction, strict=False))


def secret_demanded_by(item: AgendaItem) -> int:
    """How many seats demand that votes on the item be secret; all who are present where that was decided."""
    motions = ProceduralMotion.objects.filter(
        item=item,
        kind=Kind.SECRET_VOTE,
        state__in=[*ProceduralMotion.PENDING, ProceduralMotion.State.CARRIED],
    )
    demanded = 0
    for motion in motions:
        carried = motion.state == ProceduralMotion.State.CARRIED
        demanded = max(demanded, presence(item.meeting).present_seats if carried else supporters_of(motion))
    return demanded


def is_decided(item: AgendaItem) -> bool:
    """Whether the item was decided already, so that it can no longer be put off."""
    placement = Placement.objects.filter(item=item).select_related("proposal").first()
    if placement is not None:
        return placement.proposal.state not in {Proposal.State.DRAFT, Proposal.State.PROPOSED}
    declared = Vote.objects.filter(item=item, state=Vote.State.DECLARED, procedural_motion__isnull=True)
    return declared.filter(amendment__isnull=True, election__isnull=True).exists()


def referral_targets(meeting: Meeting) -> list[Organ]:
    """To whom an item can be referred: every other body of the network that works on contents."""
    kinds = [Organ.Kind.GROUP, Organ.Kind.COMMITTEE, Organ.Kind.BOARD]
    organs = Organ.objects.filter(kind__in=kinds, until__isnull=True).exclude(pk=meeting.organ_id)
    return list(organs.order_by("position", "key"))


@dataclass(frozen=True)
class MotionLine:
    """A motion as a page shows it. `is_next`: nothing pending has to be decided before it."""

    motion: ProceduralMotion
    is_next: bool = False
    supporters: int = 1
    needed: int | None = None

    @property
    def words(self) -> str:
        """What is moved."""
        return motion_words(self.motion)

    @property
    def effect(self) -> str:
        """What follows if it is carried."""
        return str(ORDER_OF_DECISION[self.motion.kind].effect)

    @property
    def by_share(self) -> bool:
        """Whether enough supporters carry it without a vote."""
        return self.needed is not None


@dataclass(frozen=True)
class Procedure:
    """The motions under the current item: what is pending, in the order of decision, and what was decided."""

    floor: Floor
    debate: Debate | None = None
    pending: tuple[MotionLine, ...] = ()
    decided: tuple[MotionLine, ...] = ()
    movable: tuple[ProceduralMotion.Kind, ...] = ()

    @property
    def item(self) -> AgendaItem | None:
        """The current item."""
        return self.floor.item


def procedure_of(meeting: Meeting) -> Procedure:
    """The motions on procedure of the current item; the number of queries does not depend on how many they are."""
    floor = floor_of(meeting)
    if floor.item is None:
        return Procedure(floor)
    item = floor.item
    item.meeting = meeting
    debate = debate_of(item)
    motions = list(
        ProceduralMotion.objects.filter(item=item).select_related("item", "person", "seat__city", "target", "vote")
    )
    open_ones = in_order_of_decision(motion for motion in motions if motion.state in ProceduralMotion.PENDING)
    needed = supporters_needed(meeting, item) if any(motion.kind in BY_SHARE for motion in open_ones) else None
    lines = tuple(
        MotionLine(
            motion,
            is_next=place == 0,
            supporters=supporters_of(motion) if motion.kind in BY_SHARE else 1,
            needed=needed if motion.kind in BY_SHARE else None,
        )
        for place, motion in enumerate(open_ones)
    )
    decided = sorted(
        (motion for motion in motions if motion.state not in ProceduralMotion.PENDING),
        key=lambda motion: (motion.decided_at or motion.moved_at, motion.pk),
    )
    return Procedure(
        floor,
        debate,
        pending=lines,
        decided=tuple(MotionLine(motion) for motion in decided),
        movable=() if is_held_up(floor, item) else movable(debate, settled_kinds(meeting, item, motions)),
    )


def is_held_up(floor: Floor, item: AgendaItem) -> bool:
    """Whether nothing can be moved now: the meeting is interrupted, or the item is voted on."""
    return floor.paused_at is not None or open_vote_in(floor.meeting, item) is not None


def settled_kinds(meeting: Meeting, item: AgendaItem, motions: Iterable[ProceduralMotion]) -> set[str]:
    """The kinds that cannot be moved on the item: moved already, carried for good, or without any sense."""
    kinds: set[str] = {motion.kind for motion in motions if motion.state in ProceduralMotion.PENDING}
    secret = secret_rule(meeting, item)
    carried = any(m.kind == Kind.SECRET_VOTE and m.state == ProceduralMotion.State.CARRIED for m in motions)
    if carried or (secret is not None and not secret.allowed):
        kinds.add(Kind.SECRET_VOTE)
    return kinds | ({Kind.ADJOURN_ITEM, Kind.REFER} if is_decided(item) else set())


def movable(debate: Debate, settled: Collection[str]) -> tuple[ProceduralMotion.Kind, ...]:
    """What can still be moved, as far as the debate has come."""
    return tuple(kind for kind in Kind if kind not in settled and kind not in SETTLED_IN[debate.state])


SETTLED_IN: dict[str, tuple[str, ...]] = {
    Debate.State.OPEN: (),
    Debate.State.LIST_CLOSED: (Kind.CLOSE_LIST,),
    Debate.State.CLOSED: _HELD_BY_THE_DEBATE,
    Debate.State.ADJOURNED: tuple(kind for kind in Kind if kind != Kind.ADJOURN_MEETING),
    Debate.State.REFERRED: tuple(kind for kind in Kind if kind != Kind.ADJOURN_MEETING),
}
"""What nobody needs to move any more, by the state of the debate."""


def put_to_vote_now(item: AgendaItem) -> ProceduralMotion | None:
    """The motion whose vote is being opened in this transaction."""
    voting = ProceduralMotion.objects.filter(item=item, state=ProceduralMotion.State.VOTING, vote__isnull=True)
    return voting.first()
