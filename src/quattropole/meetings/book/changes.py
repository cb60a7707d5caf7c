"""What a version of a book says differently than the one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Entries = Sequence[Mapping[str, Any]]


@dataclass
class Changes:
    """Papers by number, items by key. `since` is the version that is compared with, 0 for the first."""

    since: int = 0
    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    withdrawn: list[Mapping[str, Any]] = field(default_factory=list)
    new_items: set[int] = field(default_factory=set)
    moved_items: dict[int, int] = field(default_factory=dict)
    gone_items: list[Mapping[str, Any]] = field(default_factory=list)
    reworded: set[int] = field(default_factory=set)

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(
            self.new
            or self.changed
            or self.withdrawn
            or self.new_items
            or self.moved_items
            or self.gone_items
            or self.reworded
        )


def changes_between(before: Entries, after: Entries, since: int) -> Changes:
    """What is new, changed, withdrawn, or elsewhere on the agenda.

    An item has moved where its place among those that stand in both versions is another: an item that was put in
    before it does not move it.
    """
    old, now = _papers(before), _papers(after)
    changes = Changes(since)
    changes.new = set(now) - set(old)
    changes.changed = {
        number
        for number in set(now) & set(old)
        if now[number]["versions"] != old[number]["versions"] or now[number]["item"] != old[number]["item"]
    }
    changes.withdrawn = [old[number] for number in old if number not in now]
    was, stands = _items(before), _items(after)
    changes.new_items = set(stands) - set(was)
    changes.gone_items = [was[key] for key in was if key not in stands]
    order_before = [key for key in was if key in stands]
    order_after = [key for key in stands if key in was]
    changes.moved_items = {
        key: was[key]["position"] for key in _out_of_order(order_before, order_after) if key in stands
    }
    changes.reworded = {key for key in order_after if was[key]["texts"] != stands[key]["texts"]}
    return changes


def _papers(entries: Entries) -> dict[int, Mapping[str, Any]]:
    return {entry["number"]: entry for entry in entries if entry["kind"] == "paper"}


def _items(entries: Entries) -> dict[int, Mapping[str, Any]]:
    return {entry["item"]: entry for entry in entries if entry["kind"] == "item"}


def _out_of_order(before: Sequence[int], after: Sequence[int]) -> set[int]:
    """The fewest that have to be taken elsewhere to turn one order into the other (all but a longest common one)."""
    place = {key: number for number, key in enumerate(before)}
    best: list[list[int]] = [[]]
    for key in after:
        fitting = [chain for chain in best if not chain or place[chain[-1]] < place[key]]
        best.append([*_longest(fitting), key])
    return set(after) - set(_longest(best))


def _longest(chains: Sequence[list[int]]) -> list[int]:
    longest = chains[0]
    for chain in chains:
        longest = chain if len(chain) > len(longest) else longest
    return longest
