"""The addresses of people's own calendars."""

from django.db import models
from django.db.models import Q

from quattropole.network.models import Belonging, Person


class CalendarAddress(Belonging):
    """A secret address under which a person's calendar is fetched. Only its digest is kept; one holds at a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_addresses")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret part.")
    language = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True, help_text="The last day on which it was fetched.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="one_calendar_address_per_person"
            )
        ]
        ordering = ["-made_at"]
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"{self.person}"
