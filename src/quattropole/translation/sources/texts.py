"""Long texts (`texts.Text`): their states are their own."""

from collections.abc import Collection

from quattropole.texts.actions import Change
from quattropole.texts.models import State, Text
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
