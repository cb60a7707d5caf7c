"""The memory of earlier sentences."""

from quattropole.translation.memory.searching import Suggestion, suggestions, visible_sentences
from quattropole.translation.memory.taking import catch_up

__all__ = ["Suggestion", "catch_up", "suggestions", "visible_sentences"]
