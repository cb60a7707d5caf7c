"""Where terms stand in a text: without case and accents, and whatever ending a word has.

Simple on purpose: a word counts as a form of a term if both begin alike and differ only in an ending of their language
(Vorstand, Vorstandes; assemblée, assemblées). A word that is part of a longer one (Vorstandssitzung) is not found.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quattropole.texts.folding import words_of
from quattropole.texts.localized import Localized
from quattropole.translation.models import Term

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "de": ("innen", "ens", "es", "en", "em", "er", "ns", "in", "e", "n", "s"),
    "fr": ("ales", "aux", "ale", "al", "elle", "es", "e", "s", "x"),
    "lb": ("innen", "es", "en", "er", "in", "e", "n", "s"),
    "en": ("ies", "es", "s", "y"),
}
STEM_AT_LEAST = 4

Form = tuple[str, ...]
"""The stems of a term's words, in order."""


@lru_cache(maxsize=20_000)
def stem(language: str, word: str) -> str:
    """A folded word without its ending; short words stay whole."""
    for ending in ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= STEM_AT_LEAST:
            return word[: -len(ending)]
    return word


def stems(language: str, text: str) -> Form:
    """The stems of a text's words."""
    return tuple(stem(language, word) for word in words_of(text))


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that stands in a sentence: how it is said in the other language, and whether that is assumed."""

    slug: str
    source: str
    targets: tuple[str, ...]
    note: Localized
    assumed: bool

    @property
    def target(self) -> str:
        """The form to use."""
        return self.targets[0] if self.targets else ""


class Glossary:
    """The terms of a network, ready to be found."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = {term.slug: term for term in terms}
        self._forms: dict[str, dict[str, list[tuple[Form, str, str]]]] = {}
        self._forbidden: dict[str, list[tuple[Form, str, str]]] = {}

    def hits(self, source: str, target: str, text: str) -> list[Hit]:
        """The terms of the language `source` in a text, in order, with what they are in `target`."""
        found: list[Hit] = []
        for slug, form in _longest(stems(source, text), self._indexed(source)):
            term = self._terms[slug]
            targets = forms_of(term, target)
            if targets and slug not in {hit.slug for hit in found}:
                found.append(Hit(slug, form, targets, term.note, term.assumed))
        return found

    def missed(self, source: str, target: str, text: str, translation: str) -> list[Hit]:
        """The terms in a text of which no right form stands in its translation."""
        there = stems(target, translation)
        return [
            hit
            for hit in self.hits(source, target, text)
            if not any(_contains(there, stems(target, form)) for form in hit.targets)
        ]

    def not_to_use(self, language: str, text: str) -> list[tuple[str, str]]:
        """Forms in a text that are not to be used, each with the one to use instead."""
        if language not in self._forbidden:
            self._forbidden[language] = [
                (stems(language, form), form, str(term.names.get(language, "")))
                for term in self._terms.values()
                for form in term.forbidden.get(language, ())
            ]
        there = stems(language, text)
        return [(form, instead) for wanted, form, instead in self._forbidden[language] if _contains(there, wanted)]

    def _indexed(self, language: str) -> dict[str, list[tuple[Form, str, str]]]:
        if language not in self._forms:
            index: dict[str, list[tuple[Form, str, str]]] = {}
            for term in self._terms.values():
                for form in forms_of(term, language):
                    wanted = stems(language, form)
                    if wanted:
                        index.setdefault(wanted[0], []).append((wanted, term.slug, form))
            self._forms[language] = index
        return self._forms[language]


def forms_of(term: Term, language: str) -> tuple[str, ...]:
    """The right forms of a term, the one to use first."""
    name = term.names.get(language, "")
    return tuple(dict.fromkeys(filter(None, (name, *term.also.get(language, ())))))


def _longest(words: Form, index: Mapping[str, Iterable[tuple[Form, str, str]]]) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(words):
        fitting = [one for one in index.get(words[place], ()) if words[place : place + len(one[0])] == one[0]]
        if not fitting:
            place += 1
            continue
        longest = max(fitting, key=lambda one: len(one[0]))
        yield longest[1], longest[2]
        place += len(longest[0])


def _contains(words: Form, wanted: Form) -> bool:
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


def glossary_of() -> Glossary:
    """The glossary of the network whose scope is active; one query."""
    return Glossary(list(Term.objects.all()))
