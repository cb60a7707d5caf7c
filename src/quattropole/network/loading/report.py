"""What a load did, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Did(StrEnum):
    """What happened to a record."""

    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"
    LEFT = "left as it is"


@dataclass(frozen=True, slots=True)
class Line:
    """One record: what was done, what it is, and details such as the fields that changed."""

    did: Did
    kind: str
    key: str
    details: str = ""

    def __str__(self) -> str:
        return f"{self.did}: {self.kind} {self.key}" + (f" ({self.details})" if self.details else "")


@dataclass
class Report:
    """What a load created, changed, removed and left as it is; what already was as the folder says is counted."""

    network: str
    lines: list[Line] = field(default_factory=list)
    unchanged: int = 0

    def add(self, did: Did, kind: str, key: str, details: str = "") -> None:
        """Add a line."""
        self.lines.append(Line(did, kind, key, details))

    def count(self, did: Did) -> int:
        """How many records this happened to."""
        return sum(line.did is did for line in self.lines)

    @property
    def changes(self) -> list[Line]:
        """The lines about records that are not as they were."""
        return [line for line in self.lines if line.did is not Did.LEFT]

    @property
    def summary(self) -> dict[str, int]:
        """How many records were created, changed, removed, left and unchanged."""
        return {did.name.lower(): self.count(did) for did in Did} | {"unchanged": self.unchanged}

    def __iter__(self) -> Iterator[str]:
        yield from (str(line) for line in self.lines)
        if not self.changes:
            yield f"{self.network}: nothing changed"
            return
        figures = ", ".join(f"{self.count(did)} {did}" for did in Did if self.count(did))
        yield f"{self.network}: {figures}, {self.unchanged} unchanged"

    def __str__(self) -> str:
        return "\n".join(self)
