"""A share of seats drawn as a bar: whole coordinates, so that no language puts a comma into them."""

from dataclasses import dataclass

WIDTH = 600
EDGE = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """So many of so many are there; a mark where enough begins (None where nothing is needed)."""

    present: int
    size: int
    needed: int
    width: int
    filled: int
    needed_x: int | None
    anchor: str

    @property
    def enough(self) -> bool:
        """Whether what is needed is there."""
        return self.present >= self.needed


def bar(present: int, size: int, needed: int) -> Bar:
    """The geometry of a bar of `WIDTH` units."""
    whole = max(size, needed, 1)
    mark = needed * WIDTH // whole if needed else None
    anchor = "middle"
    if mark is not None and mark < EDGE:
        anchor = "start"
    if mark is not None and mark > WIDTH - EDGE:
        anchor = "end"
    return Bar(present, size, needed, WIDTH, present * WIDTH // whole, mark, anchor)
