"""The findings of the charter as a page shows them: a sign, a word, the paragraph, the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quattropole.texts.localized import Localized, Shown

OUTCOMES: Mapping[str, str | Promise] = {
    "met": _("Met"),
    "breached": _("Breached"),
    "cannot_tell": _("Cannot tell"),
    "not_required": _("Not required"),
    "noted": _("Noted"),
}
EFFECTS: Mapping[str, str | Promise] = {
    "void": _("The act would be void."),
    "voidable": _("The act could be contested."),
    "ballot_void": _("The ballot would be void."),
    "barred": _("The act is not possible now."),
    "duty": _("A duty would be neglected."),
    "not_carried": _("The motion is not carried."),
    "not_elected": _("Nobody is elected."),
    "no_effect_yet": _("It has no effect yet."),
    "no_agency": _("The association would not be represented."),
}


@dataclass(frozen=True, slots=True)
class VerdictRow:
    kind: str
    icon: str
    word: str
    text: Shown
    source: str
    address: str
    effect: str
    assumed: bool


def rows(verdicts: Iterable[Mapping[str, Any]]) -> list[VerdictRow]:
    """One row a verdict, from `Findings.as_dict()` or from a stored proof."""
    return [_row(verdict) for verdict in verdicts]


def _row(verdict: Mapping[str, Any]) -> VerdictRow:
    outcome = str(verdict["outcome"])
    if outcome == "breached" and verdict["effect"] == "none":  # such as a meeting opened before its quorum is there
        outcome = "noted"
    kind = outcome.replace("_", "-")
    return VerdictRow(
        kind=kind,
        icon="cannot-tell" if kind == "noted" else kind,
        word=str(OUTCOMES[outcome]),
        text=Localized(verdict["texts"]).shown(get_language()),
        source=str(verdict["cite"]),
        address=str(verdict.get("url", "")),
        effect=str(EFFECTS.get(verdict["effect"], "")) if outcome == "breached" else "",
        assumed=bool(verdict.get("assumed")),
    )
