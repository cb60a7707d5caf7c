"""A text goes to the service sentence by sentence, its Markdown kept back: codes travel as empty tags."""

import re
from collections.abc import Sequence
from html import escape, unescape

from quattropole.texts.segments import Segments, runs, segments
from quattropole.translation.machine.protocol import Translator
from quattropole.translation.sources import Words

TAG = re.compile(r"<x id=[\"'](\d+)[\"']\s*(?:/>|>\s*</x>|>)")
OTHER_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def machine_words(translator: Translator, words: Words, *, source: str, target: str) -> tuple[Words, int]:
    """The words in another language, and in how many sentences emphasis or links were lost on the way.

    Raises `TranslatorProblem`.
    """
    body = segments(words.body)
    sentences = [*([words.title] if words.title else []), *body.words]
    answers = translator.translate([protected(one) for one in sentences], source=source, target=target)
    back = [restored(one, answer) for one, answer in zip(sentences, answers, strict=True)]
    texts = [text for text, _whole in back]
    title = texts.pop(0) if words.title else ""
    return Words(" ".join(title.split()), _rebuilt(body, texts)), sum(not whole for _text, whole in back)


def _rebuilt(body: Segments, texts: Sequence[str]) -> str:
    return "".join(part.before + text for part, text in zip(body.parts, texts, strict=True)) + body.tail


def protected(sentence: str) -> str:
    """A sentence as XML, its codes as `<x id="1"/>`."""
    written, number = "", 0
    for run in runs(sentence):
        if run.is_code:
            number += 1
            written += f'<x id="{number}"/>'
        else:
            written += escape(run.text, quote=False)
    return written


def restored(sentence: str, answer: str) -> tuple[str, bool]:
    """The answer with the codes of the sentence again; and whether each came back once.

    Where not, the words are kept and the codes left out: half of an emphasis would spoil the rest of the text.
    """
    codes = {str(number): run.text for number, run in enumerate((r for r in runs(sentence) if r.is_code), 1)}
    found = TAG.findall(answer)
    if sorted(found) != sorted(codes):
        return _text(TAG.sub("", answer)), False
    parts = TAG.split(answer)
    return "".join(codes[part] if place % 2 else _text(part) for place, part in enumerate(parts)), True


def _text(part: str) -> str:
    return unescape(OTHER_TAG.sub("", part))
