"""For whom and in which languages objects are made: a visitor of a network, its authentic languages first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from quattropole.access.viewer import Viewer
from quattropole.api.oparl.addresses import Address, page_at
from quattropole.api.oparl.writing import Built, Content, Ref
from quattropole.decisions.models import Proposal, Resolution
from quattropole.decisions.rules import visible_proposals, visible_resolutions
from quattropole.meetings.models import AgendaItem, Meeting, Paper
from quattropole.meetings.rules import visible_items, visible_meetings, visible_papers
from quattropole.network.models import Membership, Network

NOBODYS_DAY = date(1, 1, 1)
"""The day of a visitor: what a visitor sees is the same on every day."""


@dataclass
class Book:
    """What makers of objects share while they make some; a new one for each time."""

    network: Network

    @cached_property
    def visitor(self) -> Viewer:
        """Whoever fetches objects: nobody in particular."""
        return Viewer(self.network, day=NOBODYS_DAY)

    @cached_property
    def languages(self) -> list[str]:
        """The network's languages, those that bind first."""
        authentic = [str(language) for language in self.network.authentic_languages]
        return [*authentic, *(str(code) for code in self.network.languages if code not in authentic)]

    @property
    def language(self) -> str:
        """The language of members that hold one text only, where it exists in that language."""
        return self.languages[0] if self.languages else "de"

    @property
    def body(self) -> Ref:
        """The network as a body."""
        return Ref("body", self.network.slug)

    @cached_property
    def members(self) -> set[int]:
        """The cities that are or were members: those that stand as organizations."""
        return set(Membership.objects.values_list("city", flat=True))

    def say(self, words: Mapping[str, str]) -> str:
        """A text in the first language in which it exists."""
        for language in (*self.languages, *words):
            if words.get(language):
                return str(words[language])
        return ""

    def spoken(self, member: str, words: Mapping[str, str]) -> Content:
        """A member in its first language, and the same in each language beside it."""
        known = {language: words[language] for language in self.languages if words.get(language)}
        return {member: self.say(words), f"quattropole:{member}": known}

    def page(self, name: str, *args: object) -> Address:
        """The website's page, in the first language."""
        return page_at(self.language, name, *args)

    def meetings(self) -> QuerySet[Meeting]:
        """The public meetings."""
        return visible_meetings(self.visitor)

    def items(self) -> QuerySet[AgendaItem]:
        """The public items of public meetings."""
        return visible_items(self.visitor).filter(meeting__in=self.meetings())

    def papers(self) -> QuerySet[Paper]:
        """The public papers of public meetings, under public items; none that was withdrawn."""
        shown = visible_papers(self.visitor).filter(meeting__in=self.meetings(), withdrawn_at__isnull=True)
        return shown.filter(item__isnull=True) | shown.filter(item__in=self.items())

    def proposals(self) -> QuerySet[Proposal]:
        """The public proposals."""
        return visible_proposals(self.visitor)

    def resolutions(self) -> QuerySet[Resolution]:
        """The public entries of the register."""
        return visible_resolutions(self.visitor)


Maker = Callable[[Book, Iterable[str]], dict[str, Built]]
"""Makes the objects of a kind for some keys; a key for which there is nothing public is missing in what it returns."""

Lister = Callable[[Book], Iterable[str]]
"""The keys for which there may be an object."""


def numbers(keys: Iterable[str], prefix: str = "") -> set[int]:
    """The numbers of those keys that are `prefix` and a number, such as `city-3`."""
    begin = f"{prefix}-" if prefix else ""
    cut = (key[len(begin) :] for key in keys if key.startswith(begin))
    return {int(number) for number in cut if number.isdecimal() and number.isascii()}
