"""``quattropole charter check DIR`` and ``quattropole charter explain DIR``."""

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Run ``check`` or ``explain``; returns the exit status."""
    raise NotImplementedError
