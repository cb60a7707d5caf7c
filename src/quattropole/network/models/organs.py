"""Fields of action, people, organs, seats, offices, mandates: who holds what from when to when."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quattropole.network.models.base import Belonging
from quattropole.network.models.cities import City
from quattropole.texts.localized import LocalizedField


class FieldHeading(Belonging):
    """A heading under which fields of action stand together."""

    slug = models.SlugField()
    names = LocalizedField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_heading_per_slug")]
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return str(self.names)


class FieldOfAction(Belonging):
    """A subject on which the cities act together."""

    heading = models.ForeignKey(FieldHeading, on_delete=models.PROTECT, related_name="fields")
    slug = models.SlugField()
    names = LocalizedField()
    about = LocalizedField()
    sources = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_field_per_slug")]
        ordering = ["heading__position", "position", "slug"]
        verbose_name_plural = "fields of action"

    def __str__(self) -> str:
        return str(self.names)


class Person(Belonging):
    """A person, or the unnamed holder of a seat (`is_placeholder`) where no source names one."""

    class Gender(models.TextChoices):
        WOMAN = "w", _("woman")
        MAN = "m", _("man")
        OTHER = "o", _("other")

    slug = models.SlugField()
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    label = LocalizedField(help_text="For placeholders: how the holder is called, such as Seat 3, Metz.")
    functions = LocalizedField(help_text="What the person is in the own city, such as first alderman.")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    email = models.EmailField(blank=True)
    postal_address = models.TextField(
        blank=True, help_text="For letters, line by line, without the name. Never public."
    )
    language = models.CharField(max_length=8, blank=True)
    gender = models.CharField(max_length=1, choices=Gender, blank=True, help_text="As the person says.")
    is_placeholder = models.BooleanField(default=False)
    sources = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_person_per_slug")]
        ordering = ["family_name", "given_name", "slug"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Given and family name, or the placeholder's label in the active language."""
        return f"{self.given_name} {self.family_name}".strip() or str(self.label)


class Organ(Belonging):
    """A body of the network in which people hold seats."""

    class Kind(models.TextChoices):
        BOARD = "board", _("Board")
        ASSEMBLY = "assembly", _("Assembly")
        COMMITTEE = "committee", _("Committee")
        GROUP = "group", _("Project group")
        SECRETARIAT = "secretariat", _("Secretariat")

    key = models.SlugField(help_text="The organ's key in the charter, where the charter knows it.")
    kind = models.CharField(max_length=12, choices=Kind)
    names = LocalizedField()
    short_names = LocalizedField()
    about = LocalizedField()
    fields = models.ManyToManyField(FieldOfAction, related_name="organs", blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    sources = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="one_organ_per_key")]
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return str(self.names)


class Seat(Belonging):
    """A place in an organ; it votes, not the person. A post in the secretariat is a seat as well."""

    class Basis(models.TextChoices):
        EX_OFFICIO = "ex_officio", _("ex officio")
        DELEGATED = "delegated", _("delegated")
        ELECTED = "elected", _("elected")
        POST = "post", _("post")

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="seats")
    key = models.SlugField()
    number = models.PositiveSmallIntegerField(default=1)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    basis = models.CharField(max_length=12, choices=Basis)
    titles = LocalizedField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "key"], name="one_seat_per_key")]
        ordering = ["organ__position", "city__position", "number", "key"]

    def __str__(self) -> str:
        return str(self.titles)


class Office(Belonging):
    """A function that an organ gives to a person for a term: president, treasurer, ..."""

    key = models.SlugField(help_text="The office's key in the charter.")
    names = LocalizedField()
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="offices",
        help_text="Where it is held.",
    )
    places = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="one_office_per_key")]
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return str(self.names)


class Mandate(Belonging):
    """A person holds a seat or an office from a day to a day (both included). Rights follow from it.

    Two holders of one seat, or of one single office, on the same day are refused by the database.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    assumed = models.BooleanField(default=False, help_text="A date is assumed, to be confirmed.")
    sources = models.JSONField(default=list)
    note = LocalizedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=False, office__isnull=True) | Q(seat__isnull=True, office__isnull=False),
                name="mandate_of_seat_or_office",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                name="mandate_ends_after_start",
            ),
            models.UniqueConstraint(fields=["seat", "begins"], name="one_seat_mandate_per_start"),
            models.UniqueConstraint(
                fields=["office", "person", "begins"],
                name="one_office_mandate_per_start",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "person"]),
            models.Index(fields=["seat", "begins", "ends"]),
        ]
        ordering = ["begins"]

    def __str__(self) -> str:
        return f"{self.person}: {self.seat or self.office}"

    def runs_on(self, day: date) -> bool:
        """Whether the mandate is in force on `day`."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


class Substitute(Belonging):
    """A person whom a city named to sit in an organ for those of its seats whose holders are prevented."""

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="substitutes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="substitutions")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    sources = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "person"], name="one_substitute_per_organ"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="substitute_ends_after_start",
            ),
        ]
        ordering = ["organ", "person"]

    def __str__(self) -> str:
        return f"{self.organ}: {self.person}"
