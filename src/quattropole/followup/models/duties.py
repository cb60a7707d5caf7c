"""Duties to the public register of associations."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quattropole.decisions.models import Resolution
from quattropole.network.models import Belonging, Person
from quattropole.texts.localized import LocalizedField


class Duty(Belonging):
    """What has to be filed with the public register because of a resolution, and whether the register has entered it.

    A change of the statutes has effect only from `registered_on`.
    """

    class Kind(models.TextChoices):
        BOARD = "board", _("change of the board")
        STATUTES = "statutes", _("change of the statutes")

    class State(models.TextChoices):
        TO_FILE = "to_file", _("to be filed")
        FILED = "filed", _("filed")
        REGISTERED = "registered", _("registered")
        DROPPED = "dropped", _("not needed")

    kind = models.CharField(max_length=10, choices=Kind)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="duties")
    rule = models.CharField(max_length=40, help_text="The rule of the law from which it follows.")
    cite = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    summaries = LocalizedField(help_text="What the rule says, as the law of the network has it.")
    effect_on_entry = models.BooleanField(help_text="Whether what was resolved has effect only once it is entered.")
    due = models.DateField(help_text="The law says without delay; the day is a target of the secretariat's own.")
    state = models.CharField(max_length=10, choices=State, default=State.TO_FILE)
    filed_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    reference = models.CharField(_("Register number or reference"), max_length=100, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    reminded_for = models.DateField(null=True, blank=True, help_text="The last day for which a reminder was written.")
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resolution", "kind"], name="one_duty_per_resolution_and_kind"),
            models.CheckConstraint(
                condition=~Q(state="registered") | Q(registered_on__isnull=False), name="registered_duty_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True)
                | Q(registered_on__isnull=True)
                | Q(registered_on__gte=F("filed_on")),
                name="duty_filed_before_registered",
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "due"])]
        ordering = ["due", "pk"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.resolution}"

    @property
    def is_open(self) -> bool:
        """Whether the register has not entered it yet."""
        return self.state in (self.State.TO_FILE, self.State.FILED)

    @property
    def keeps_waiting(self) -> bool:
        """Whether what was resolved has no effect yet, because the register has not entered it."""
        return self.effect_on_entry and self.is_open
