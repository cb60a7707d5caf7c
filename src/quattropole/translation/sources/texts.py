"""Long texts (`texts.Text`): their states are their own."""

from collections.abc import Collection

from quattropole.texts.actions import Change
from quattropole.texts.models import State, Text, Wording, WordingRevision
from quattropole.translation.sources.base import Side, Words, Writing


def sides_of(text: Text) -> dict[str, Side]:
    """The languages of a text whose wordings are fetched."""
    return {
        wording.language: Side(
            wording.language,
            Words(wording.title, wording.body),
            State(wording.state),
            str(wording.revision),
            wording.changed_by,
        )
        for wording in text.wordings.all()
        if wording.title or wording.body
    }


def changes_of(text: Text, writing: Writing) -> list[Change]:
    """What to write, together with the language that was translated, so that both are as the writer saw them."""
    wordings = {wording.language: wording for wording in text.wordings.all()}
    was = wordings.get(writing.language)
    is_outdated = was is not None and was.state == State.OUTDATED
    stays = was is not None and (was.title, was.body) == (writing.words.title, writing.words.body)
    change = Change(
        writing.language,
        writing.words.title,
        writing.words.body,
        _number(writing.seen),
        state=writing.state,
        confirm=is_outdated and stays,
        follows=writing.follows,
    )
    source = wordings.get(writing.follows)
    if source is None or writing.follows == writing.language:
        return [change]
    return [Change(source.language, source.title, source.body, _number(writing.seen_source)), change]


def _number(version: str) -> int:
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def lacking(text: Text, wanted: Collection[str]) -> bool:
    """Whether one of the languages of the text is not in order."""
    good = {w.language for w in text.wordings.all() if w.state in {State.REVIEWED, State.AUTHENTIC}}
    return any(language not in good for language in wanted if language in text.languages)


def reviewed_text(text: int, target: str, source: str) -> Words | None:
    """What one language of a text said when another was last reviewed beside it, or else in step with it."""
    wording = Wording.objects.filter(text=text, language=target).first()
    if wording is None:
        return None
    number = wording.reviewed_with.get(source)
    if number is None and wording.state == State.OUTDATED:
        number = wording.in_step_with.get(source)
    found = WordingRevision.objects.filter(wording__text=text, wording__language=source, number=number or 0).first()
    return Words(found.title, found.body) if found else None
