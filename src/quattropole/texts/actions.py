"""Writing a text in its languages. No language is the original: what binds are the authentic ones, together.

Whoever calls these has checked the right to do so and runs them in the transaction of an act.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.texts.models import State, Text, Wording, WordingRevision
from quattropole.texts.names import language_name

STEPS: Mapping[str, frozenset[str]] = {
    State.MISSING: frozenset(),
    State.DRAFT: frozenset({State.REVIEWED, State.AUTHENTIC}),
    State.MACHINE: frozenset({State.DRAFT, State.REVIEWED}),
    State.REVIEWED: frozenset({State.DRAFT, State.AUTHENTIC}),
    State.AUTHENTIC: frozenset({State.DRAFT, State.REVIEWED}),
    State.OUTDATED: frozenset(),
}
"""Where a wording may go by decision. It becomes outdated by itself, and settles by `confirm_wording` or rewriting."""

SETTLED = frozenset({State.REVIEWED, State.AUTHENTIC})
"""The states in which somebody has read a wording beside the others and found it right."""

WRITTEN = frozenset({State.DRAFT, State.MACHINE, State.REVIEWED, State.AUTHENTIC})
"""The states in which a wording can be written."""


class TextProblem(Exception):
    """A text cannot be written so; the message says why, in the reader's language."""


class UnknownLanguage(TextProblem):
    """The text does not exist in this language, because its network does not have it."""


class StateNotAllowed(TextProblem):
    """The wording cannot go from its state to the one asked for."""


class Conflict(TextProblem):
    """Somebody else changed a wording meanwhile. `theirs` holds, per language, what it says now."""

    def __init__(self, theirs: Mapping[str, Wording]) -> None:
        languages = ", ".join(language_name(language) for language in theirs)
        super().__init__(_("Somebody changed this text meanwhile: %(languages)s.") % {"languages": languages})
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Change:
    """What one language shall say. `based_on` is the revision the writer saw, 0 where there was none.

    `confirm` says of an outdated wording that it was read beside the others and is still right as it is. `follows`
    names the language that it says over in this one: a translation is no news to the others, whatever its language.
    """

    language: str
    title: str
    body: str
    based_on: int
    state: str | None = None
    confirm: bool = False
    follows: str = ""


def new_text(languages: Sequence[str], authentic: Sequence[str]) -> Text:
    """An empty text in `languages`; those in `authentic` bind equally."""
    strangers = [language for language in authentic if language not in languages]
    if strangers:
        raise UnknownLanguage(_no_such_language(strangers[0]))
    return Text.objects.create(languages=list(languages), authentic=list(authentic), created_at=clock.now())


def write_wording(
    text: Text, language: str, *, title: str, body: str, by: str, based_on: int, state: str | None = None
) -> Wording:
    """Write one language; see `write_wordings`. Nothing where nothing was gives an unsaved, missing wording."""
    change = Change(language, title, body, based_on, state)
    nothing = Wording(text=text, language=language, state=State.MISSING, changed_at=clock.now())
    return write_wordings(text, [change], by=by).get(language, nothing)


@transaction.atomic
def write_wordings(text: Text, changes: Iterable[Change], *, by: str) -> dict[str, Wording]:
    """Write several languages at once, all or none; they are in step with each other afterwards.

    What did not change leaves no revision. A change in an authentic language makes the languages that were not
    written along outdated, unless it only catches up with another that was changed before, or follows one.
    Raises `UnknownLanguage`, `StateNotAllowed`, and `Conflict` if a wording is no longer at `based_on`.
    """
    Text.objects.select_for_update().get(pk=text.pk)
    wordings = {wording.language: wording for wording in Wording.objects.filter(text=text)}
    wanted = list(changes)
    _check(text, wordings, wanted)
    leading, written, confirmed = False, set(), set()
    for change in wanted:
        wording = wordings.get(change.language)
        if _is_new(change, wording):
            leading |= not change.follows and _leads(text, wording)
            wordings[change.language] = _write(text, wording, change, by)
            written.add(change.language)
        elif wording is not None and change.confirm:
            confirmed.add(change.language)
        elif wording is not None and change.state and wording.state != State.OUTDATED:
            set_state(wording, change.state)
    for language in confirmed:
        _settle(wordings[language])
    if written or confirmed:
        _keep_step(wordings, written | confirmed, leading)
    return wordings


def _is_new(change: Change, wording: Wording | None) -> bool:
    if wording is None:
        return bool(change.title or change.body)
    return (wording.title, wording.body) != (change.title, change.body)


def _check(text: Text, wordings: Mapping[str, Wording], changes: Iterable[Change]) -> None:
    theirs = {}
    for change in changes:
        if change.language not in text.languages:
            raise UnknownLanguage(_no_such_language(change.language))
        if change.state is not None:
            _check_state(text, change.language, change.state)
        wording = wordings.get(change.language)
        if wording is not None and wording.revision != change.based_on:
            theirs[change.language] = wording
    if theirs:
        raise Conflict(theirs)


def _check_state(text: Text, language: str, state: str) -> None:
    if state not in WRITTEN or (state == State.AUTHENTIC and language not in text.authentic):
        raise StateNotAllowed(
            _("%(language)s cannot have the state “%(state)s” here.")
            % {"language": language_name(language), "state": State(state).label}
        )


def _leads(text: Text, wording: Wording | None) -> bool:
    """Whether a change of this wording is news to the others: it is authentic and was not behind them."""
    return wording is not None and wording.language in text.authentic and wording.state != State.OUTDATED


def _write(text: Text, wording: Wording | None, change: Change, by: str) -> Wording:
    wording = wording or Wording(text=text, language=change.language)
    wording.title, wording.body = change.title, change.body
    wording.state, wording.settled_state = change.state or State.DRAFT, ""
    wording.revision += 1
    wording.changed_at, wording.changed_by = clock.now(), by
    wording.save()
    WordingRevision.objects.create(
        wording=wording,
        number=wording.revision,
        state=wording.state,
        title=wording.title,
        body=wording.body,
        at=wording.changed_at,
        by=by,
    )
    return wording


def _keep_step(wordings: Mapping[str, Wording], written: set[str], leading: bool) -> None:
    """Those written or confirmed are in step; the others fall behind if the change leads, else they follow along."""
    for language, wording in wordings.items():
        if language in written:
            wording.in_step_with = _revisions_beside(wordings, language)
        elif leading:
            _fall_behind(wording)
        elif wording.state != State.OUTDATED:
            wording.in_step_with = _revisions_beside(wordings, language)
        _note_review(wording)
        wording.save(update_fields=["state", "settled_state", "in_step_with", "reviewed_with"])


def _note_review(wording: Wording) -> None:
    if wording.state in SETTLED:
        wording.reviewed_with = dict(wording.in_step_with)


def _fall_behind(wording: Wording) -> None:
    if wording.state != State.OUTDATED:
        wording.state, wording.settled_state = State.OUTDATED, wording.state


def _revisions_beside(wordings: Mapping[str, Wording], language: str) -> dict[str, int]:
    return {other: wording.revision for other, wording in wordings.items() if other != language}


def _settle(wording: Wording) -> None:
    if wording.state == State.OUTDATED:
        wording.state, wording.settled_state = wording.settled_state or State.DRAFT, ""


def confirm_wording(text: Text, language: str, *, based_on: int) -> Wording:
    """Somebody read an outdated wording beside the others and finds it still right: it is back in step.

    Raises `UnknownLanguage` where there is no wording, `Conflict` if it changed meanwhile.
    """
    wording = Wording.objects.filter(text=text, language=language).first()
    if wording is None:
        raise UnknownLanguage(_no_such_language(language))
    change = Change(language, wording.title, wording.body, based_on, confirm=True)
    return write_wordings(text, [change], by=wording.changed_by)[language]


def set_state(wording: Wording, state: str) -> None:
    """Move a wording along `STEPS`; raises `StateNotAllowed`."""
    if state == wording.state:
        return
    if state not in STEPS[wording.state]:
        raise StateNotAllowed(
            _("A text cannot go from “%(before)s” to “%(after)s”.")
            % {"before": State(wording.state).label, "after": State(state).label}
        )
    _check_state(wording.text, wording.language, state)
    wording.state = state
    _note_review(wording)
    wording.save(update_fields=["state", "reviewed_with"])


def _no_such_language(language: str) -> str:
    return _("This text does not exist in the language “%(language)s”.") % {"language": language_name(language)}
