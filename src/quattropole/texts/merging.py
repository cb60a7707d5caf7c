"""Two changes of the same wording put together, passage by passage; a passage is a sentence, a heading, a list's line.

Where both changed the same passage and not alike, nobody but people can say what it shall read: that is a clash.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quattropole.texts.comparing import opcodes

RUN = re.compile(r"\s+|\S+")
BLOCK_MARK = re.compile(r"[-*+#>|]|\d{1,3}[.)]$")
SENTENCE_END = re.compile(r"[.!?…][\"'”“»›)\]]*$")
SENTENCE_START = re.compile(r"[\"'„“«‹(\[*_]*[A-ZÀ-ÖØ-Þ0-9]|[„«‹]$")
WORD = re.compile(r"\w+")
ABBREVIATION = re.compile(
    "abs|al|art|betr|bspw|bzw|ca|cf|dr|etc|ev|evtl|ff|ggf|inkl|mind|mio|mme|mr|nr|prof|resp|rn|sog|st|str|usw|vgl"
    "|ziff|zzgl",
    re.IGNORECASE,
)
"""Words after which a full stop ends no sentence; single letters and numbers count as such anyway."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """One passage that changed: the passages `[first, last)` of the old wording, what they said, what they say now."""

    first: int
    last: int
    before: str
    after: str

    @property
    def is_addition(self) -> bool:
        """Whether nothing was there before."""
        return self.first == self.last

    @property
    def moves_its_edges(self) -> bool:
        """Whether the space before or after what is replaced becomes another."""
        if not self.before or not self.after:
            return False
        return _space_around(self.before) != _space_around(self.after)

    @property
    def keeps_its_place(self) -> bool:
        """Whether passages were only struck out or put in other words, so that one may be added before or after."""
        if not self.after:
            return True
        both = (self.before, self.after)
        return all(text and text.strip() == text for text in both) and _count(self.before) == _count(self.after)


@dataclass(frozen=True, slots=True)
class Clash:
    """A passage that both changed: as it was, as this change has it, as it reads now."""

    base: str
    theirs: str
    current: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Two changes put together. Passages that clash read in `text` as they read now."""

    text: str
    clashes: tuple[Clash, ...] = ()


def passages(text: str) -> list[str]:
    """Sentences, headings, lines of lists, and the space between them; joined they are the text again.

    Where in doubt a passage is longer rather than shorter.
    """
    found: list[str] = []
    passage = ""
    runs = RUN.findall(text)
    for place, run in enumerate(runs):
        if run.strip():
            passage += run
            continue
        following = runs[place + 1] if place + 1 < len(runs) else ""
        if not passage or _parts(passage, run, following):
            found += [part for part in (passage, run) if part]
            passage = ""
        else:
            passage += run
    return [*found, passage] if passage else found


def _count(text: str) -> int:
    return sum(1 for passage in passages(text) if passage.strip())


def _space_around(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _parts(passage: str, space: str, following: str) -> bool:
    """Whether the space after a passage ends it."""
    if space.count("\n") > 1 or not following or ("\n" in space and BLOCK_MARK.match(following)):
        return True
    if "\n" in space and passage.startswith("#"):
        return True
    if not SENTENCE_END.search(passage) or not SENTENCE_START.match(following):
        return False
    words = WORD.findall(passage)
    last = words[-1] if words else ""
    return len(last) > 1 and not last.isdigit() and not ABBREVIATION.fullmatch(last)


def hunks(before: str, after: str) -> list[Hunk]:
    """The passages that changed, in order."""
    return _hunks(passages(before), passages(after))


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    found: list[Hunk] = []
    for kind, a, b, c, d in opcodes(old, new):
        if kind == "replace" and _is_one_by_one(old[a:b], new[c:d]):
            pairs = zip(range(a, b), range(c, d), strict=True)
            found += [Hunk(x, x + 1, old[x], new[y]) for x, y in pairs if old[x] != new[y]]
        elif kind != "equal":
            found.append(Hunk(a, b, "".join(old[a:b]), "".join(new[c:d])))
    return found


def _is_one_by_one(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether neighbouring passages were each put in other words: as many as before, with the same space between."""
    if len(old) != len(new):
        return False
    return all(one == other or (one.strip() and other.strip()) for one, other in zip(old, new, strict=True))


def merge(base: str, theirs: str, current: str) -> Merged:
    """`current` with the changes that `theirs` makes to `base`.

    Changes of different passages stand side by side, whatever their order; a change that both make is made once.
    """
    if base == current or theirs == current:
        return Merged(theirs)
    if base == theirs:
        return Merged(current)
    old = passages(base)
    ours, others = _hunks(old, passages(current)), _hunks(old, passages(theirs))
    done: list[str] = []
    clashes: list[Clash] = []
    place = 0
    for cluster in _clusters([(hunk, True) for hunk in ours] + [(hunk, False) for hunk in others]):
        first, last = cluster[0][0].first, max(hunk.last for hunk, _ in cluster)
        done += old[place:first]
        place = last
        now = _applied(old, first, last, [hunk for hunk, is_ours in cluster if is_ours])
        then = _applied(old, first, last, [hunk for hunk, is_ours in cluster if not is_ours])
        if now != then and len({is_ours for _, is_ours in cluster}) == 2:
            clashes.append(Clash("".join(old[first:last]), then, now))
            then = now
        done.append(then if any(not is_ours for _, is_ours in cluster) else now)
    return Merged("".join([*done, *old[place:]]), tuple(clashes))


def _clusters(marked: list[tuple[Hunk, bool]]) -> list[list[tuple[Hunk, bool]]]:
    """Hunks of both sides in order; those that cannot be told apart, because they touch each other, together."""
    found: list[list[tuple[Hunk, bool]]] = []
    for hunk, is_ours in sorted(marked, key=lambda entry: (entry[0].first, entry[0].last)):
        if found and any(_touch(other, hunk) for other, _ in found[-1]):
            found[-1].append((hunk, is_ours))
        else:
            found.append([(hunk, is_ours)])
    return found


def _touch(one: Hunk, other: Hunk) -> bool:
    """Whether two hunks, the first one first, share a passage, or cannot be put in order."""
    if other.first < one.last:
        return True
    if other.first > one.last:
        return False
    if one.moves_its_edges or other.moves_its_edges:
        return True
    if not (one.is_addition or other.is_addition):
        return False
    return not (one.keeps_its_place or other.keeps_its_place)


def _applied(old: Sequence[str], first: int, last: int, changes: Sequence[Hunk]) -> str:
    """The passages `[first, last)` after the changes of one side."""
    done: list[str] = []
    place = first
    for hunk in changes:
        done += [*old[place : hunk.first], hunk.after]
        place = hunk.last
    return "".join([*done, *old[place:last]])
