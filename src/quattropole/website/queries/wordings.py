"""Texts side by side, as `parts/languages.html` shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole.decisions.models import Proposal, Resolution
from quattropole.decisions.queries import wording_of
from quattropole.network.models import Network
from quattropole.texts.localized import Shown, reading_order
from quattropole.texts.markdown import render
from quattropole.texts.models import State, Text, Wording

KINDS = {State.AUTHENTIC: "success", State.REVIEWED: "info", State.OUTDATED: "warning", State.MACHINE: "warning"}


@dataclass(frozen=True, slots=True)
class Side:
    """One language: what it says, and how far it has come."""

    language: str
    title: str
    html: SafeString | str
    state: str
    kind: str


def title_of(proposal: Proposal) -> Shown:
    """The proposal's title for the reader."""
    return wording_of(proposal)[0].shown()


def of_text(text: Text, wordings: Iterable[Wording]) -> list[Side]:
    """The languages of a text that have words, and the authentic ones in any case; the reader's first."""
    found = {wording.language: wording for wording in wordings if wording.title or wording.body}
    languages = [language for language in text.languages if language in found or language in text.authentic]
    return [_side(language, found.get(language)) for language in _for_reader(languages)]


def of_resolution(resolution: Resolution, network: Network) -> list[Side]:
    """The languages in which a resolution was entered; those that bind say so."""
    languages = _for_reader([code for code in network.languages if code in {*resolution.titles, *resolution.bodies}])
    return [
        Side(
            language=language,
            title=resolution.titles.get(language, ""),
            html=render(resolution.bodies.get(language, ""), 4),
            state=str(State.AUTHENTIC.label) if language in network.authentic_languages else _("for information"),
            kind="success" if language in network.authentic_languages else "",
        )
        for language in languages
    ]


def _side(language: str, wording: Wording | None) -> Side:
    if wording is None:
        return Side(language, "", "", str(State.MISSING.label), "")
    state = State(wording.state)
    return Side(language, wording.title, render(wording.body, 4), str(state.label), KINDS.get(state, ""))


def _for_reader(languages: Iterable[str]) -> list[str]:
    order = {language: place for place, language in enumerate(reading_order(get_language() or "de"))}
    return sorted(languages, key=lambda language: order.get(language, len(order)))
