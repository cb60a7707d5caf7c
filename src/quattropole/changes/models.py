from django.db import models
from django.db.models import Q


class Change(models.Model):
    """A record changed. Written by triggers alone; a reader clears its mark, and rows without marks are deleted."""

    subject = models.CharField(max_length=60, help_text="Which kind of record, such as `meetings.meeting`.")
    object_id = models.BigIntegerField()
    for_search = models.BooleanField(default=True)
    for_api = models.BooleanField(default=True)
    for_translation = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(for_search=True), name="changes_for_search"),
            models.Index(fields=["id"], condition=Q(for_api=True), name="changes_for_api"),
            models.Index(fields=["id"], condition=Q(for_translation=True), name="changes_for_translation"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.object_id}"
