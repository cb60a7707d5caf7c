"""An amendment read against the text as it stands: what it changes in each language, and whether it can be voted on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from quattropole.access.audit import seal
from quattropole.decisions.models import Amendment
from quattropole.look.templatetags.look import colon
from quattropole.texts.comparing import changed_words
from quattropole.texts.differences import changed_lines, difference
from quattropole.texts.localized import Localized
from quattropole.texts.markdown import render
from quattropole.texts.merging import Clash, hunks, merge, passages
from quattropole.texts.names import language_name

PENDING = frozenset({Amendment.State.DRAFT, Amendment.State.MOVED})
QUOTED_AT_MOST = 80

Wording = tuple[Localized, Localized]
"""Titles and bodies, by language."""


class Said(StrEnum):
    """What an amendment says of a language of the text."""

    CHANGED = "changed"
    CONFIRMED = "confirmed"  # it needs no change
    UNSAID = "unsaid"  # it binds, another language changes, and nobody said that it needs no change
    LEFT_OUT = "left_out"  # it binds nobody; it is not amended along


class Standing(StrEnum):
    """Whether an amendment can be voted on as it is."""

    READY = "ready"
    UNSAID = "unsaid"
    CLASHING = "clashing"
    MOOT = "moot"
    CLOSED = "closed"


@dataclass(frozen=True)
class Rewording:
    """One language: how it reads, and how it would read."""

    language: str
    said: Said
    title: str
    body: str
    new_title: str
    new_body: str
    clashes: tuple[Clash, ...] = ()

    @property
    def title_html(self) -> SafeString:
        """The difference of the titles."""
        return difference(self.title, self.new_title)

    @property
    def body_html(self) -> SafeString:
        """The difference of the bodies, in full."""
        return difference(self.body, self.new_body)

    @property
    def lines_html(self) -> SafeString:
        """The difference of the bodies, only where something changes."""
        return changed_lines(self.body, self.new_body)

    @property
    def new_html(self) -> SafeString:
        """The body as it would read, as safe HTML; its highest heading is `h5`."""
        return render(self.new_body, 5) if self.new_body else SafeString("")

    @property
    def is_changed(self) -> bool:
        """Whether it would read differently."""
        return (self.title, self.body) != (self.new_title, self.new_body)

    @property
    def words(self) -> int:
        """How many words go or come."""
        return changed_words(self.title, self.new_title) + changed_words(self.body, self.new_body)


@dataclass(frozen=True)
class Reading:
    """An amendment against a text, language by language."""

    languages: tuple[Rewording, ...]
    is_pending: bool

    @property
    def unsaid(self) -> list[str]:
        """The binding languages of which it says nothing yet."""
        return [one.language for one in self.languages if one.said is Said.UNSAID]

    @property
    def unsaid_names(self) -> str:
        """The same, as the reader calls them."""
        return ", ".join(language_name(language) for language in self.unsaid)

    @property
    def left_out(self) -> list[str]:
        """The languages that the amended text will not have."""
        return [one.language for one in self.languages if one.said is Said.LEFT_OUT]

    @property
    def confirmed(self) -> list[str]:
        """The languages of which the mover says that they need no change."""
        return [one.language for one in self.languages if one.said is Said.CONFIRMED]

    @property
    def clashing(self) -> list[str]:
        """The languages in which a passage that it changes reads otherwise by now."""
        return [one.language for one in self.languages if one.clashes]

    @property
    def changed(self) -> list[Rewording]:
        """The languages in which something changes."""
        return [one for one in self.languages if one.is_changed]

    @property
    def reach(self) -> int:
        """How far it goes: the words that go or come, in all languages together."""
        return sum(one.words for one in self.languages)

    @property
    def standing(self) -> Standing:
        """Whether it can be voted on as it is; moot where the text says so already."""
        if not self.is_pending:
            return Standing.CLOSED
        if self.clashing:
            return Standing.CLASHING
        if not self.changed:
            return Standing.MOOT
        return Standing.UNSAID if self.unsaid else Standing.READY

    @property
    def wording(self) -> Wording:
        """The text as it would read, in the languages that are amended along."""
        kept = [one for one in self.languages if one.said in {Said.CHANGED, Said.CONFIRMED}]
        return (
            Localized({one.language: one.new_title for one in kept if one.new_title}),
            Localized({one.language: one.new_body for one in kept if one.new_body}),
        )


def reading_of(amendment: Amendment, now: Wording, authentic: Sequence[str]) -> Reading:
    """The amendment against the text as it reads `now`; one that is over, against the text it was moved against."""
    is_pending = amendment.state in PENDING
    titles, bodies = now if is_pending else (amendment.base_titles, amendment.base_bodies)
    languages = [*titles, *(language for language in bodies if language not in titles)]
    if amendment.kind == Amendment.Kind.COUNTER:
        languages += [language for language in amendment.titles if language not in languages]
    found = [_rewording(amendment, language, titles, bodies, authentic) for language in languages]
    return Reading(tuple(found), is_pending)


def _rewording(
    amendment: Amendment, language: str, titles: Localized, bodies: Localized, authentic: Sequence[str]
) -> Rewording:
    title, body = titles.get(language, ""), bodies.get(language, "")
    if language not in amendment.titles:
        said = Said.UNSAID if language in authentic else Said.LEFT_OUT
        return Rewording(language, said, title, body, title, body)
    theirs = amendment.titles[language], amendment.bodies.get(language, "")
    base = amendment.base_titles.get(language, ""), amendment.base_bodies.get(language, "")
    said = Said.CONFIRMED if theirs == base else Said.CHANGED
    if amendment.kind == Amendment.Kind.COUNTER or (title, body) == base:
        return Rewording(language, said, title, body, *theirs)
    merged = merge(base[0], theirs[0], title), merge(base[1], theirs[1], body)
    clashes = (*merged[0].clashes, *merged[1].clashes)
    return Rewording(language, said, title, body, merged[0].text, merged[1].text, clashes)


def in_order(amendments: Iterable[Amendment]) -> list[Amendment]:
    """The order of votes: as the chair has set it; what came since, and all the others, the furthest first.

    Counter-motions come first, then who changes more words in all languages together, then who moved it earlier.
    """
    listed = sorted(amendments, key=_reaching)
    order = sorted((one for one in listed if one.rank is not None), key=lambda one: (one.rank, _reaching(one)))
    for one in listed:
        if one.rank is None:
            less = (place for place, other in enumerate(order) if _reaching(other) > _reaching(one))
            order.insert(next(less, len(order)), one)
    return order


def _reaching(amendment: Amendment) -> tuple[bool, int, int]:
    return amendment.kind != Amendment.Kind.COUNTER, -amendment.reach, amendment.number


def label_of(amendment: Amendment) -> str:
    """What people call it, in the active language: Amendment 2."""
    if amendment.number >= Amendment.FIRST_DRAFT:
        return _("Draft of an amendment")
    if amendment.kind == Amendment.Kind.COUNTER:
        return _("Counter-motion %(number)s") % {"number": amendment.number}
    return _("Amendment %(number)s") % {"number": amendment.number}


def ballot_of(amendment: Amendment, reading: Reading) -> Wording:
    """What the ballot says in each language that is amended along: what the text says, and what it would say."""
    titles, bodies = Localized(), Localized()
    for one in reading.languages:
        if one.said not in {Said.CHANGED, Said.CONFIRMED}:
            continue
        with override(one.language):
            titles[one.language] = f"{label_of(amendment)}{colon()} {one.title or one.new_title}"
            bodies[one.language] = _in_full(one) if amendment.kind == Amendment.Kind.COUNTER else _in_passages(one)
    return titles, bodies


def _in_full(one: Rewording) -> str:
    return f"# {one.new_title}\n\n{one.new_body}"


def _in_passages(one: Rewording) -> str:
    said: list[str] = []
    if one.title != one.new_title:
        said += [_("Title, instead of:"), _quoted(one.title), _("it shall read:"), _quoted(one.new_title)]
    old = passages(one.body)
    for hunk in hunks(one.body, one.new_body):
        before, after = hunk.before.strip(), hunk.after.strip()
        if before and after:
            said += [_("Instead of:"), _quoted(before), _("it shall read:"), _quoted(after)]
        elif after:
            said += [_added_where(old[: hunk.first]), _quoted(after)]
        elif before:
            said += [_("Struck out:"), _quoted(before)]
    return "\n\n".join(said) or _("The wording in this language does not change.")


def _added_where(before: Sequence[str]) -> str:
    last = next((passage.strip() for passage in reversed(before) if passage.strip()), "")
    if not last:
        return _("At the beginning is added:")
    short = last if len(last) <= QUOTED_AT_MOST else f"{last[:QUOTED_AT_MOST].rsplit(' ', 1)[0]} …"
    return _("After “%(passage)s” is added:") % {"passage": short}


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def version_of(now: Wording, amendment: Amendment | None = None) -> str:
    """Changes with the text and with the amendment: who writes says what was seen, so that nothing is overwritten."""
    own = [amendment.titles, amendment.bodies] if amendment else []
    return seal([*now, *own])[:16]
