"""How far each language of short texts is. They are plain columns; their states are kept beside them, in step.

Whoever changes such a column knows nothing of this: a change is found when somebody looks, because the database says
which records changed (`changes`), and compared with what each language said when it was last looked at.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from quattropole import clock
from quattropole.texts.models import State
from quattropole.translation.models import Standing
from quattropole.translation.sources.base import GOOD, Words

Languages = Mapping[str, Words]
COLUMNS = ["state", "settled_state", "own", "beside", "reviewed_beside", "changed_at", "changed_by"]


@dataclass(frozen=True, slots=True)
class Wrote:
    """How somebody wrote one language: as which state, after which other language (or none), and who."""

    language: str
    state: str
    follows: str
    by: str


def standings_of(subject: str, pks: Collection[int]) -> dict[int, dict[str, Standing]]:
    """What is known of the languages of some records; one query."""
    found: dict[int, dict[str, Standing]] = {}
    for standing in Standing.objects.filter(subject=subject, object_id__in=pks):
        found.setdefault(standing.object_id, {})[standing.language] = standing
    return found


def settle(
    network_id: int,
    subject: str,
    authentic: Collection[str],
    records: Mapping[int, Languages],
    wrote: Wrote | None = None,
) -> None:
    """Bring the standings of some records up to what they say now; `wrote`: by whom and how, for a single record.

    The same rules as for long texts (`texts.actions.write_wordings`): a change in a binding language makes those that
    did not change along outdated, unless it only catches up with another, or follows one.
    """
    known = standings_of(subject, records.keys())
    gone: list[int] = []
    touched: list[Standing] = []
    for pk, said in records.items():
        rows = known.get(pk, {})
        gone += [row.pk for language, row in rows.items() if language not in said]
        there = {language: row for language, row in rows.items() if language in said}
        touched += _settle_one(Place(network_id, subject, pk), authentic, said, there, wrote)
    if gone:
        Standing.objects.filter(pk__in=gone).delete()
    new = [row for row in touched if row._state.adding]
    old = [row for row in touched if not row._state.adding]
    Standing.objects.bulk_create(new)
    Standing.objects.bulk_update(old, COLUMNS, batch_size=200)


@dataclass(frozen=True, slots=True)
class Place:
    """Of which record the standings are."""

    network_id: int
    subject: str
    pk: int

    def new(self, language: str) -> Standing:
        """A language that was not known yet."""
        return Standing(
            network_id=self.network_id,
            subject=self.subject,
            object_id=self.pk,
            language=language,
            state=State.MISSING,
            changed_at=clock.now(),
        )


def _settle_one(
    place: Place, authentic: Collection[str], said: Languages, rows: Mapping[str, Standing], wrote: Wrote | None
) -> list[Standing]:
    changed = {
        language for language, words in said.items() if language not in rows or rows[language].own != words.as_dict()
    }
    wrote = wrote if wrote is not None and wrote.language in said else None
    confirmed = {wrote.language} if wrote is not None else set()
    if not changed | confirmed:
        return []
    leading = any(
        language in authentic and language in rows and rows[language].state != State.OUTDATED
        for language in changed
        if wrote is None or not (wrote.language == language and wrote.follows)
    )
    now = {language: words.as_dict() for language, words in said.items()}
    touched = []
    for language in said:
        row = rows.get(language) or place.new(language)
        if language in changed | confirmed:
            _write(row, now, wrote if language in confirmed else None)
        elif leading:
            _fall_behind(row)
        elif row.state != State.OUTDATED:
            _keep_step(row, now)
        touched.append(row)
    return touched


def _write(row: Standing, now: Mapping[str, dict[str, str]], wrote: Wrote | None) -> None:
    """What people write in a form of the platform, or a folder says, counts as read: they saw all languages there."""
    row.own = now[row.language]
    row.state, row.settled_state = (wrote.state if wrote else State.REVIEWED), ""
    row.changed_at, row.changed_by = clock.now(), wrote.by if wrote else ""
    _keep_step(row, now)


def _fall_behind(row: Standing) -> None:
    if row.state != State.OUTDATED:
        row.state, row.settled_state = State.OUTDATED, row.state


def _keep_step(row: Standing, now: Mapping[str, dict[str, str]]) -> None:
    row.beside = {language: words for language, words in now.items() if language != row.language}
    if row.state in GOOD:
        row.reviewed_beside = row.beside


def forget(subject: str, pks: Collection[int]) -> None:
    """Records are gone."""
    Standing.objects.filter(subject=subject, object_id__in=pks).delete()
