"""A house with everybody in place and a meeting that is planned, as for meetings."""

from tests.meetings.conftest import stage

__all__ = ["stage"]
