"""What the platform remembers for itself: what a network folder said, and the clock of a demo."""

from django.db import models

from quattropole.network.models.base import Belonging


class FolderRecord(Belonging):
    """What the network folder said about a record when it was last loaded.

    The next load changes only what the folder says otherwise than then; what people changed on the platform stays.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    row = models.BigIntegerField(help_text="The record's primary key.")
    said = models.CharField(max_length=64, help_text="Digest of what the folder said.")
    file = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "kind", "key"], name="one_folder_record_per_key")]
        ordering = ["kind", "key"]

    def __str__(self) -> str:
        return f"{self.file}: {self.kind} {self.key}"


class DemoClock(models.Model):
    """By how many days a demo's clock runs ahead; a single row, read only in demo mode."""

    ahead_days = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"+{self.ahead_days}"
