"""The live session of a meeting: what is on the floor, who speaks, and how the debate is to go on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quattropole.decisions.models import Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Belonging, Organ, Person, Seat


class Floor(Belonging):
    """Where a meeting is: its current item, and the rules of its debate."""

    class Alternation(models.TextChoices):
        NONE = "none", _("in the order of requests")
        CITY = "city", _("cities take turns")
        LANGUAGE = "language", _("languages take turns")
        GENDER = "gender", _("women and men take turns")

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="floor")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True, help_text="When the current item was called.")
    alternation = models.CharField(max_length=8, choices=Alternation, default=Alternation.NONE)
    newcomers_first = models.BooleanField(default=False, help_text="Who has not spoken on the item speaks first.")
    speech_seconds = models.PositiveIntegerField(null=True, blank=True, help_text="Time for one speech, in seconds.")
    city_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Time of a city for one item, in seconds."
    )
    pause = models.CharField(max_length=200, blank=True, help_text="What is said while the meeting is interrupted.")
    paused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.item_id}"


class Debate(Belonging):
    """How far an item is: whether its list of speakers is closed, and whether it was adjourned or referred."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("debate", "open")
        LIST_CLOSED = "list_closed", _("list of speakers closed")
        CLOSED = "closed", _("debate closed")
        ADJOURNED = "adjourned", _("adjourned")
        REFERRED = "referred", _("referred")

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="debate")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    referred_to = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    speech_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Time for one speech as the organ limited it for this item, in seconds."
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(referred_to__isnull=True) | Q(state="referred"), name="referred_where_it_says_to_whom"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.state}"


class Speech(Belonging):
    """A request to speak under an item, and the speech that came of it. A guest without a record has only a name."""

    class Kind(models.TextChoices):
        SPEECH = "speech", _("speech")
        ORDER = "order", _("point of order")

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="speeches")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    guest = models.CharField(max_length=100, blank=True, help_text="Who speaks, for a guest whom no record names.")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SPEECH)
    language = models.CharField(max_length=8, blank=True, help_text="In which the person will speak.")
    asked_at = models.DateTimeField()
    rank = models.PositiveIntegerField(null=True, blank=True, help_text="The place that the chair gave it.")
    continues = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text="The speech that was interrupted, by a point of order for example.",
    )
    called_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person", "kind"],
                condition=Q(called_at__isnull=True, withdrawn_at__isnull=True),
                name="one_waiting_request_per_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(called_at__isnull=False, ended_at__gte=F("called_at")),
                name="speech_ends_after_its_call",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(called_at__isnull=False, ended_at__isnull=True),
                name="one_running_speech_per_item",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest="") | (Q(person__isnull=True) & ~Q(guest="")),
                name="speech_of_person_or_guest",
            ),
        ]
        ordering = ["item", "asked_at", "pk"]
        verbose_name_plural = "speeches"

    def __str__(self) -> str:
        return f"{self.item_id}: {self.speaker}"

    @property
    def speaker(self) -> str:
        """Who speaks, as a name."""
        return self.guest or str(self.person)


class ProceduralMotion(Belonging):
    """A motion about how to go on; decided before what is debated, the furthest first."""

    class Kind(models.TextChoices):
        ADJOURN_MEETING = "adjourn_meeting", _("adjourn the meeting")
        ADJOURN_ITEM = "adjourn_item", _("adjourn the item")
        REFER = "refer", _("refer to a group")
        CLOSE_DEBATE = "close_debate", _("close the debate")
        CLOSE_LIST = "close_list", _("close the list of speakers")
        SECRET_VOTE = "secret_vote", _("vote in secret")
        LIMIT_TIME = "limit_time", _("limit the time to speak")

    class State(models.TextChoices):
        MOVED = "moved", pgettext_lazy("motion", "moved")
        VOTING = "voting", _("voting")
        CARRIED = "carried", _("carried")
        LOST = "lost", _("not carried")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SETTLED = "settled", _("settled by another vote")

    PENDING = (State.MOVED, State.VOTING)

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="procedural_motions")
    kind = models.CharField(max_length=16, choices=Kind)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="To whom it is referred."
    )
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="The new limit for one speech.")
    supporters = models.PositiveIntegerField(default=1, help_text="Seats that demand it, where a share is enough.")
    state = models.CharField(max_length=10, choices=State, default=State.MOVED)
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="procedural_motion")
    unopposed = models.BooleanField(default=False, help_text="Carried because nobody spoke against it.")
    moved_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"],
                condition=Q(state__in=["moved", "voting"]),
                name="one_pending_motion_of_a_kind",
            ),
            models.CheckConstraint(condition=~Q(kind="refer") | Q(target__isnull=False), name="referred_to_somebody"),
            models.CheckConstraint(
                condition=~Q(kind="limit_time") | Q(seconds__isnull=False), name="limited_to_a_time"
            ),
        ]
        ordering = ["item", "moved_at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.kind}"


class Support(Belonging):
    """A seat joins a motion for which a share of those present is enough."""

    motion = models.ForeignKey(ProceduralMotion, on_delete=models.CASCADE, related_name="supports")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "seat"], name="one_support_per_seat")]
        ordering = ["motion", "at"]

    def __str__(self) -> str:
        return f"{self.motion_id}: {self.seat_id}"
