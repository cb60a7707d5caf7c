"""Elections: an office is filled."""

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Belonging, Mandate, Office, Person


class Election(Belonging):
    """An office is filled: candidates, rounds, and the mandates that follow."""

    class State(models.TextChoices):
        NOMINATING = "nominating", _("open for candidates")
        VOTING = "voting", _("voting")
        DECIDED = "decided", pgettext_lazy("election", "decided")
        FAILED = "failed", _("without result")

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="election")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="elections")
    term_begins = models.DateField()
    term_ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.NOMINATING)
    mandates = models.ManyToManyField(Mandate, related_name="elections", blank=True)

    def __str__(self) -> str:
        return f"{self.office}"


class Candidacy(Belonging):
    """A person stands for election."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="candidacies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    partner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who stands together with the person, for an office with two heads.",
    )
    position = models.PositiveSmallIntegerField(default=1)
    nominated_at = models.DateTimeField()
    nominated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "person"], name="one_candidacy_per_person")]
        ordering = ["position"]
        verbose_name_plural = "candidacies"

    def __str__(self) -> str:
        return self.name

    @property
    def people(self) -> tuple[Person, ...]:
        """Who gets the office with it: the person, and whoever stands together with the person."""
        return (self.person,) if self.partner is None else (self.person, self.partner)

    @property
    def name(self) -> str:
        """What a ballot calls it, in the active language."""
        if self.partner is None:
            return self.person.name
        return gettext("%(one)s and %(other)s") % {"one": self.person.name, "other": self.partner.name}

    @property
    def choice(self) -> str:
        """How this candidate is named on a ballot."""
        return f"c{self.pk}"
