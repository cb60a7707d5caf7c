"""What a hint for an agenda is, and the words of its item in every language of the network."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quattropole.charter import Source, Verdict
from quattropole.decisions.models import Proposal
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from quattropole.planning.models import HintAnswer
from quattropole.texts.localized import Localized


class HintKind(StrEnum):
    """Why something comes onto an agenda."""

    TERM = "term"
    MATTER = "matter"
    PROPOSAL = "proposal"
    MINUTES = "minutes"
    FOLLOW_UP = "follow_up"
    COMPOSITION = "composition"
    FORMALITY = "formality"


KINDS: dict[HintKind, Promise] = {
    HintKind.TERM: _("Election"),
    HintKind.MATTER: _("Every year"),
    HintKind.PROPOSAL: _("Proposal"),
    HintKind.MINUTES: _("Minutes"),
    HintKind.FOLLOW_UP: _("Follow-up"),
    HintKind.COMPOSITION: _("Seats"),
    HintKind.FORMALITY: _("formality"),
}


@dataclass(frozen=True)
class Hint:
    """Something that must (`must`) or should come onto an agenda, why, and as what kind of item.

    `key` stays the same from day to day, so that what was said to the hint is found again. `blocked`: what the
    statutes say against putting it on this agenda now. `proposal`: what is placed, where it is a proposal.
    """

    key: str
    kind: HintKind
    titles: Localized
    reason: str
    must: bool = False
    source: Source | None = None
    item_kind: str = AgendaItem.Kind.INFORMATION
    matter: str = ""
    office: str = ""
    proposed_by: frozenset[str] = frozenset()
    proposal: Proposal | None = None
    blocked: tuple[Verdict, ...] = ()
    waits: str = ""
    address: str = ""
    answer: HintAnswer | None = None

    @property
    def word(self) -> Promise:
        """The kind in words."""
        return KINDS[self.kind]

    @property
    def may_place(self) -> bool:
        """Whether one press puts it on the agenda."""
        return not self.blocked and not self.waits

    @property
    def verdicts(self) -> list[dict[str, object]]:
        """What stands in its way, as `parts/verdicts.html` takes it."""
        return [dict(verdict.as_dict()) for verdict in self.blocked]


def in_languages(network: Network, say: Callable[[str], str]) -> Localized:
    """What `say` says in each of the network's languages; it gets the language, which is the active one then."""
    words = {}
    for language in network.languages:
        with translation.override(language):
            words[language] = str(say(language))
    return Localized(words)
