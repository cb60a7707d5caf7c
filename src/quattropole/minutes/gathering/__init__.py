"""What happened in a meeting, gathered from the rooms as plain JSON: in every language, with each part's audience.

Facts hold what was recorded and declared, never sentences: those are said in each language by `saying`. A figure of a
result is not copied out of it: the whole result is kept as it was declared, and read by the place that computes it.
"""

from quattropole.minutes.gathering.frame import frame_of
from quattropole.minutes.gathering.items import items_of, resolutions_without_item

__all__ = ["frame_of", "items_of", "resolutions_without_item"]
