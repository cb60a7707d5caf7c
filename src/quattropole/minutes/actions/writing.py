"""People write the passages of minutes, in the languages that bind side by side."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from quattropole.access.audit import record
from quattropole.access.rules import require
from quattropole.access.viewer import Viewer
from quattropole.minutes import rules
from quattropole.minutes.actions.locking import locked, only_writers, require_open
from quattropole.minutes.models import Passage, Section
from quattropole.texts.actions import Change, TextProblem, new_text, write_wordings


class PassageProblem(Exception):
    """A passage of this kind cannot be written; `problem` says why. Nothing of the section was written then."""

    def __init__(self, kind: str, problem: TextProblem) -> None:
        super().__init__(str(problem))
        self.kind, self.problem = kind, problem


def write_section(section: Section, changes: Mapping[str, Sequence[Change]], *, by: Viewer) -> list[str]:
    """Write the passages of a section (by kind), all or none; the kinds that were written.

    Raises `PassageProblem` where a text cannot be written so, such as after somebody else's change.
    """
    minutes = section.minutes
    require(rules.may_write(by, minutes), only_writers())
    with transaction.atomic():
        current = locked(minutes)
        require_open(current)
        known = {passage.kind: passage for passage in Passage.objects.filter(section=section).select_related("text")}
        before = {kind: _revisions(passage) for kind, passage in known.items()}
        written = []
        for kind, wanted in changes.items():
            passage = known.get(kind)
            if passage is None and not any(change.body.strip() for change in wanted):
                continue
            passage = passage or _begin(section, kind, by)
            try:
                write_wordings(passage.text, wanted, by=str(by.person))
            except TextProblem as problem:
                raise PassageProblem(kind, problem) from problem
            if _revisions(passage) != before.get(kind):
                written.append(kind)
        if written:
            record(
                "minutes written",
                current,
                by=by.person,
                network=by.network,
                section=section.position,
                passages=written,
            )
    return written


def _revisions(passage: Passage) -> dict[str, int]:
    return dict(passage.text.wordings.values_list("language", "revision"))


def _begin(section: Section, kind: str, by: Viewer) -> Passage:
    languages = by.network.authentic_languages
    text = new_text(languages, languages)
    return Passage.objects.create(network=by.network, section=section, kind=kind, text=text)
