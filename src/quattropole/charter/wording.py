"""Verdicts in words: the texts live in ``texts/<language>.toml``, chosen by verdict key."""

from collections.abc import Mapping
from typing import Any


def sentence(key: str, facts: Mapping[str, Any], lang: str) -> str:
    """The text of a verdict key with its facts put in."""
    raise NotImplementedError
