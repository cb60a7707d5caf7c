"""Which meetings are watched in this process."""

from quattropole.assembly.stream.board import Board

boards: dict[int, Board] = {}
"""The boards of the meetings that somebody watches: they are told what is new, so pages may show what is on them."""


def board_of(meeting: int) -> Board:
    """The board of a meeting that is watched; else one for this moment only."""
    return boards.get(meeting) or Board(meeting)
