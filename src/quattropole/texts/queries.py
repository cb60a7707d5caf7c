"""Reading a text in its languages: the columns of a side-by-side view, and its words as `Localized`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q
from django.utils.safestring import SafeString

from quattropole.texts.differences import difference
from quattropole.texts.localized import Localized
from quattropole.texts.markdown import render
from quattropole.texts.models import State, Text, Wording, WordingRevision

BADGES = {
    State.MISSING: "danger",
    State.DRAFT: "warning",
    State.MACHINE: "warning",
    State.REVIEWED: "info",
    State.AUTHENTIC: "success",
    State.OUTDATED: "danger",
}
"""How a state looks: the kind of its badge."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What another language changed since an outdated wording was in step with it."""

    language: str
    title: SafeString
    body: SafeString


@dataclass(frozen=True, slots=True)
class Column:
    """One language of a text. The attributes that `parts/languages.html` reads are among them."""

    language: str
    title: str
    body: str
    code: State
    revision: int
    is_authentic: bool
    changed_at: datetime | None
    changed_by: str
    changed: tuple[Changed, ...]
    is_machine: bool = False

    @property
    def state(self) -> str:
        """The state in words, in the active language; an outdated machine translation is both."""
        words = str(self.code.label)
        return f"{words}, {State.MACHINE.label}" if self.is_machine and self.is_outdated else words

    @property
    def kind(self) -> str:
        """The kind of the state's badge."""
        return BADGES[self.code]

    @property
    def html(self) -> SafeString:
        """The body as safe HTML; its highest heading is `h4`, as the title is an `h3`."""
        return render(self.body, 4) if self.body else SafeString("")

    @property
    def is_missing(self) -> bool:
        """Whether nothing is written in this language yet."""
        return self.code == State.MISSING

    @property
    def is_outdated(self) -> bool:
        """Whether an authentic language changed and this one did not follow yet."""
        return self.code == State.OUTDATED


def wordings_of(path: str = "text") -> "Prefetch[str]":
    """What to prefetch so that `localized` and `columns` need no query for each record with a text at `path`."""
    return Prefetch(f"{path}__wordings", queryset=Wording.objects.order_by("language"))


def columns(text: Text) -> list[Column]:
    """One column per language of the text, in the text's order; two queries at most, whatever their number."""
    wordings = {wording.language: wording for wording in text.wordings.all()}
    bases = _bases([wording for wording in wordings.values() if wording.state == State.OUTDATED], wordings)
    return [_column(text, language, wordings, bases) for language in text.languages]


def localized(text: Text) -> tuple[Localized, Localized]:
    """The titles and the bodies of the text, each in all languages that are written."""
    wordings = {wording.language: wording for wording in text.wordings.all()}
    present = [wordings[language] for language in text.languages if language in wordings]
    machine = [wording.language for wording in present if is_machine_made(wording)]
    return (
        Localized({wording.language: wording.title for wording in present if wording.title}, machine=machine),
        Localized({wording.language: wording.body for wording in present if wording.body}, machine=machine),
    )


def is_machine_made(wording: Wording) -> bool:
    """Whether a machine translated the wording and nobody has read it yet, outdated or not."""
    return State.MACHINE in {wording.state, wording.settled_state}


def missing_or_behind(text: Text) -> list[str]:
    """The authentic languages in which the text is not there or not in step; empty when it can be voted on."""
    states = {wording.language: wording.state for wording in text.wordings.all()}
    return [
        language
        for language in text.authentic
        if states.get(language, State.MISSING) in {State.MISSING, State.OUTDATED}
    ]


def _column(
    text: Text, language: str, wordings: dict[str, Wording], bases: dict[tuple[int, int], WordingRevision]
) -> Column:
    wording = wordings.get(language)
    if wording is None:
        return Column(language, "", "", State.MISSING, 0, language in text.authentic, None, "", ())
    return Column(
        language=language,
        title=wording.title,
        body=wording.body,
        code=State(wording.state),
        revision=wording.revision,
        is_authentic=language in text.authentic,
        changed_at=wording.changed_at,
        changed_by=wording.changed_by,
        changed=tuple(_changed(wording, wordings, bases)) if wording.state == State.OUTDATED else (),
        is_machine=is_machine_made(wording),
    )


def _passed_by(wording: Wording, wordings: dict[str, Wording]) -> Iterable[tuple[Wording, int]]:
    """The other wordings that moved on since, each with the revision this one was last in step with."""
    for language, other in wordings.items():
        number = wording.in_step_with.get(language, 0)
        if language in wording.text.authentic and language != wording.language and other.revision > number:
            yield other, number


def _bases(outdated: Iterable[Wording], wordings: dict[str, Wording]) -> dict[tuple[int, int], WordingRevision]:
    """The revisions with which outdated wordings were in step, by wording and number; one query."""
    wanted = Q()
    for wording in outdated:
        for other, number in _passed_by(wording, wordings):
            wanted |= Q(wording=other, number=number)
    if not wanted:
        return {}
    return {(base.wording_id, base.number): base for base in WordingRevision.objects.filter(wanted)}


def _changed(
    wording: Wording, wordings: dict[str, Wording], bases: dict[tuple[int, int], WordingRevision]
) -> Iterable[Changed]:
    for other, number in _passed_by(wording, wordings):
        base = bases.get((other.pk, number))
        yield Changed(
            other.language,
            difference(base.title if base else "", other.title),
            difference(base.body if base else "", other.body),
        )
