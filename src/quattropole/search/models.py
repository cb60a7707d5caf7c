"""The index of everything that can be found, and the texts that were read out of papers."""

from typing import ClassVar

from django.db import models

from quattropole.network.models import Belonging
from quattropole.texts.localized import LocalizedField


class SearchEntry(Belonging):
    """What a search knows of one record. Its key says how it is ordered (`search.positions`), newest highest.

    The words of an entry stand in tables of the database's own (migration 0002), kept by the database itself: on
    SQLite `search_words` (FTS5), on PostgreSQL two columns of this table.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    organ_id = models.BigIntegerField(null=True)
    field_id = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    titles = LocalizedField()
    body = models.TextField(help_text="One passage a line, after its language and a tab.")
    place = models.JSONField(default=dict, help_text="Names and arguments of its pages: `public` and `desk`.")
    title_words = models.TextField(help_text="The titles, folded.")
    body_words = models.TextField(help_text="The body, folded, a line a passage as there.")
    keys = models.TextField(help_text="What searches are narrowed by, among it who may see the record.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_entry_per_record")]
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class FileText(models.Model):
    """The text of a file, by the file's digest; empty where there is none or it could not be read."""

    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
