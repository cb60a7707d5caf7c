from django.db import models
from django.db.models import Q

from quattropole.network.models import Belonging


class OParlObject(Belonging):
    """One object of the OParl server as it is given out. What is not public any more keeps its place, without words.

    `body` is the JSON text, with `addresses.ORIGIN` where the server's own address belongs. It is compared by `digest`,
    so that `modified` moves only where something else is given out than before.
    """

    kind = models.CharField(max_length=20, help_text="Which of the types, in lower case.")
    key = models.CharField(max_length=100, help_text="What its address ends with.")
    within = models.CharField(max_length=100, blank=True, help_text="Of a meeting: the key of its organization.")
    created = models.DateTimeField(help_text="When it was first given out.")
    modified = models.DateTimeField(help_text="When it was last given out differently, or deleted.")
    deleted = models.BooleanField(default=False)
    holders = models.TextField(
        blank=True, help_text="The objects that depend on it, each as kind and key, a line each."
    )
    digest = models.CharField(max_length=64, blank=True)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "kind", "key"], name="one_oparl_object_per_key")]
        indexes = [
            models.Index(fields=["network", "kind", "id"], condition=Q(deleted=False), name="oparl_in_order"),
            models.Index(
                fields=["network", "kind", "within", "id"],
                condition=Q(deleted=False) & ~Q(within=""),
                name="oparl_within",
            ),
            models.Index(fields=["network", "kind", "created", "id"], name="oparl_by_creation"),
            models.Index(fields=["network", "kind", "modified", "id"], name="oparl_by_change"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"
