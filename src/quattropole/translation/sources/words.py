"""Short texts (`LocalizedField`): titles, names, and what is said about something, of one kind of records."""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quattropole.access.audit import record
from quattropole.access.models import Audience
from quattropole.access.rules import require
from quattropole.access.viewer import Viewer
from quattropole.network.models import Network, Organ
from quattropole.texts.actions import Conflict
from quattropole.texts.localized import Localized
from quattropole.texts.models import State, Wording
from quattropole.translation.models import Standing
from quattropole.translation.sources.base import GOOD, Side, Source, Unit, Words, Writing
from quattropole.translation.standings import Languages, Wrote, settle, standings_of


def version_of(words: Words) -> str:
    """Changes with the words."""
    return hashlib.sha256(json.dumps(words.as_dict(), sort_keys=True).encode()).hexdigest()[:16]


class Names(Source):
    """The localized columns of one model: `title`, and `body` where there is a longer one.

    By default they are the network's own, public, and written by the secretariat.
    """

    model: ClassVar[type[models.Model]]
    title: ClassVar[str]
    body: ClassVar[str] = ""
    related: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.subjects = (self.model._meta.label_lower,)

    def rows(self, viewer: Viewer) -> QuerySet[Any]:
        """The records that the viewer may see."""
        return self.model._default_manager.all()

    @abstractmethod
    def address(self, row: Any) -> str:
        """The page of the record."""

    def what(self, row: Any) -> Localized:
        """What the record is called in lists."""
        return Localized(getattr(row, self.title))

    def where(self, row: Any) -> Localized:
        """To what the record belongs."""
        return Localized()

    def kind(self, row: Any) -> str | Promise:
        """What kind of record it is."""
        return self.label

    def audience(self, row: Any) -> str:
        """For whom the record is."""
        return Audience.PUBLIC

    def organ(self, row: Any) -> Organ | None:
        """The organ of its audience."""
        return None

    def deadlines(self, viewer: Viewer, rows: Sequence[Any]) -> dict[int, date | None]:
        """Until when the languages are needed, by primary key."""
        return {}

    def writable(self, viewer: Viewer, rows: Sequence[Any]) -> set[int]:
        """The records that the viewer may write, by primary key; the act asks again."""
        return {row.pk for row in rows} if viewer.is_secretariat else set()

    def network_of(self, row: Any) -> Network:
        """The network, for its languages."""
        found: Network = row.network
        return found

    def units(self, viewer: Viewer, pks: Iterable[int] | None = None, wanted: Sequence[str] = ()) -> list[Unit]:
        found = self.rows(viewer)
        found = found.filter(pk__in=set(pks)) if pks is not None else found.filter(self._lacking(wanted))
        rows = list(found.select_related(*self.related).order_by("pk") if self.related else found.order_by("pk"))
        standings = standings_of(self.key, [row.pk for row in rows]) if rows else {}
        days = self.deadlines(viewer, rows)
        writable = self.writable(viewer, rows)
        made = [
            self._unit(viewer.network, row, standings.get(row.pk, {}), days.get(row.pk), may_write=row.pk in writable)
            for row in rows
        ]
        return [unit for unit in made if unit.sides]

    def _lacking(self, wanted: Sequence[str]) -> Q:
        """In the database: one of the languages is missing, or stands otherwise than reviewed."""
        waiting = Standing.objects.filter(subject=self.key, object_id=OuterRef("pk"), language__in=wanted)
        found = Q(Exists(waiting.exclude(state__in=GOOD)))
        for name in filter(None, (self.title, self.body)):
            for language in wanted:
                found |= ~Q(**{name: {}}) & ~Q(**{f"{name}__has_key": language})
        return found

    def _unit(
        self,
        network: Network,
        row: Any,
        standings: dict[str, Standing],
        deadline: date | None = None,
        *,
        may_write: bool = False,
    ) -> Unit:
        return Unit(
            network_id=network.pk,
            source=self.key,
            pk=row.pk,
            what=self.what(row),
            kind=self.kind(row),
            where=self.where(row),
            address=self.address(row),
            audience=self.audience(row),
            languages=tuple(network.languages),
            authentic=tuple(network.authentic_languages),
            sides={language: _side(language, words, standings) for language, words in self.said(row).items()},
            organ=self.organ(row),
            deadline=deadline,
            may_write=may_write,
            has_body=bool(self.body),
        )

    def said(self, row: Any) -> dict[str, Words]:
        """What the record says in each language."""
        titles: Localized = getattr(row, self.title)
        bodies: Localized = getattr(row, self.body) if self.body else Localized()
        return {
            language: Words(titles.get(language, ""), bodies.get(language, ""))
            for language in {**titles, **bodies}
            if titles.get(language) or bodies.get(language)
        }

    def refresh(self, pks: Collection[int]) -> list[Unit]:
        """Bring the states up to what the records say now; the units, for the memory."""
        related = ("network", *self.related) if self.model is not Network else self.related
        found = self.model._default_manager.filter(pk__in=pks)
        rows = list(found.select_related(*related) if related else found)
        networks: dict[int, tuple[Network, dict[int, Languages]]] = {}
        for row in rows:
            network = self.network_of(row)
            networks.setdefault(network.pk, (network, {}))[1][row.pk] = self.said(row)
        for network, records in networks.values():
            settle(network.pk, self.key, network.authentic_languages, records)
        gone = set(pks) - {row.pk for row in rows}
        if gone:
            Standing.objects.filter(subject=self.key, object_id__in=gone).delete()
        standings = standings_of(self.key, [row.pk for row in rows])
        return [self._unit(self.network_of(row), row, standings.get(row.pk, {})) for row in rows]

    def reviewed(self, unit: Unit, target: str, source: str) -> Words | None:
        known = standings_of(self.key, [unit.pk]).get(unit.pk, {}).get(target)
        said = (known.reviewed_beside or known.beside).get(source) if known is not None else None
        return Words(said["title"], said["body"]) if said else None

    def write(self, viewer: Viewer, unit: Unit, writing: Writing) -> None:
        with transaction.atomic():
            row = self.rows(viewer).select_for_update(of=("self",)).get(pk=unit.pk)
            before = self.said(row)
            settle(viewer.network.pk, self.key, viewer.network.authentic_languages, {row.pk: before})
            _require_seen(before, standings_of(self.key, [row.pk]).get(row.pk, {}), writing)
            changed = self.save(viewer, row, writing)
            said = self.said(changed)
            wrote = Wrote(writing.language, writing.state, writing.follows, str(viewer.person or ""))
            settle(viewer.network.pk, self.key, viewer.network.authentic_languages, {row.pk: said}, wrote)

    def save(self, viewer: Viewer, row: Any, writing: Writing) -> Any:
        """Put the words down; a room with rules of its own does it by its act."""
        require(viewer.is_secretariat, _("Only the secretariat may do this."))
        names = [name for name in (self.title, self.body) if name]
        for name, text in zip(names, (writing.words.title, writing.words.body), strict=False):
            setattr(row, name, with_language(getattr(row, name), writing, text))
        row.save(update_fields=names)
        record("words written", row, by=viewer.person, network=viewer.network, language=writing.language)
        return row


def with_language(words: Localized, writing: Writing, text: str) -> Localized:
    """The words with those of one language in place of what it said; a machine's are marked."""
    others = {language: other for language, other in words.items() if language != writing.language}
    machine = words.machine - {writing.language}
    if not text.strip():
        return Localized(others, machine=machine)
    by_machine = {writing.language} if writing.state == State.MACHINE else set()
    return Localized({**others, writing.language: text.strip()}, machine=machine | by_machine)


def _side(language: str, words: Words, standings: dict[str, Standing]) -> Side:
    known = standings.get(language)
    state = State(known.state) if known is not None and known.own == words.as_dict() else State.REVIEWED
    return Side(language, words, state, version_of(words), known.changed_by if known else "")


def _require_seen(said: dict[str, Words], standings: dict[str, Standing], writing: Writing) -> None:
    """Raise `Conflict` where a language reads otherwise than the writer saw it."""
    theirs = {}
    for language, seen in {writing.follows: writing.seen_source, writing.language: writing.seen}.items():
        words = said.get(language, Words())
        if language and seen != (version_of(words) if words else ""):
            by = standings[language].changed_by if language in standings else ""
            theirs[language] = Wording(language=language, title=words.title, body=words.body, changed_by=by)
    if theirs:
        raise Conflict(theirs)
