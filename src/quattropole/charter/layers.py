"""Layers of a charter: a rule block is taken whole from the newest version that has it, else from the law."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from quattropole.charter.reading import Block, Report, shown

Rule = TypeVar("Rule")
Path = tuple[str, ...]


def descend(block: Block, path: Path) -> Block | None:
    """The table at a path below a block, or None; a value that is no table is reported."""
    for name in path:
        if not block.has(name):
            return None
        value = block.table[name]
        if not isinstance(value, Mapping):
            block.problem(name, "a table", shown(value))
            return None
        below = block.sub(name)
        if below is None:
            return None
        block = below
    return block


@dataclass(frozen=True)
class Layers:
    """The defaults of the law, and the versions of the statutes from the oldest amended to the newest."""

    law: Block
    versions: tuple[Block, ...]
    repealed: frozenset[str] = frozenset()

    @property
    def newest(self) -> Block:
        return self.versions[-1]

    def in_statutes(self, path: Path) -> Block | None:
        return next((found for version in reversed(self.versions) if (found := descend(version, path))), None)

    def holder(self, path: Path) -> Block | None:
        """The newest table at ``path[:-1]`` that has the key ``path[-1]``."""
        for version in reversed(self.versions):
            table = descend(version, path[:-1])
            if table is not None and table.has(path[-1]):
                return table
        return None

    def keys(self, kind: str) -> tuple[str, ...]:
        """The keys of all organs, offices or matters of the statutes, oldest first, without those repealed."""
        found: dict[str, None] = {}
        for version in self.versions:
            table = descend(version, (kind,))
            if table is not None:
                found |= dict.fromkeys(table.table)
        return tuple(key for key in found if f"{kind}.{key}" not in self.repealed)

    def block(self, path: Path, law_paths: tuple[Path, ...]) -> tuple[Block | None, bool]:
        """The block at a path, and whether it is the law's."""
        found = self.in_statutes(path)
        if found is not None:
            return found, False
        for law_path in law_paths:
            found = descend(self.law, law_path)
            if found is not None:
                return found, True
        return None, False

    def read(self, reader: Callable[[Block], Rule], path: Path, *law_paths: Path) -> Rule:
        """Read the block at a path; report it where no layer has it."""
        block, _ = self.block(path, law_paths)
        if block is not None:
            return reader(block)
        newest = self.newest
        newest.problem(".".join(path), "a table: neither the statutes nor the law have one")
        return reader(Block({}, newest.file, "", Report(), newest.source(), {}))

    def maybe(self, reader: Callable[[Block], Rule], path: Path, *law_paths: Path) -> Rule | None:
        block, _ = self.block(path, law_paths)
        return None if block is None else reader(block)
