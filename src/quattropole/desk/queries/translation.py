"""What is due in translation: what was given to the viewer; for the secretariat all that lacks a binding language."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.desk.queries.due import Due, Section, section
from quattropole.texts.models import State
from quattropole.texts.names import language_name
from quattropole.translation.models import Assignment
from quattropole.translation.queries import Narrowed, Row, work_for


def translation_sections(viewer: Viewer) -> list[Section]:
    """Who has nothing to translate is asked one query."""
    if viewer.person is None:
        return []
    if viewer.is_secretariat:
        rows = work_for(viewer, Narrowed(languages=tuple(viewer.network.authentic_languages))).rows
        return [section("languages", _("Texts without all binding languages"), _due(rows))]
    if not Assignment.objects.filter(person=viewer.person).exists():
        return []
    rows = work_for(viewer, Narrowed(languages=tuple(viewer.network.languages), mine=True)).rows
    return [section("languages", _("Texts that you translate"), _due(rows))]


def _due(rows: Iterable[Row]) -> Iterable[Due]:
    """A draft that nobody waits for is no matter of the start page."""
    for row in rows:
        if row.state is State.DRAFT and row.unit.deadline is None and row.person is None:
            continue
        yield Due(
            what=row.unit.what or row.unit.where,
            address=reverse("translation:editor", args=[row.unit.key, row.language]),
            do=_("Write"),
            whom=str(row.person) if row.person else row.unit.where,
            note=f"{language_name(row.language)}: {row.word}",
            by=row.unit.deadline,
            days_left=row.days_left,
        )
