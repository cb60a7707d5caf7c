"""Reading a charter from its files."""

from pathlib import Path

from quattropole.charter.statutes import Charter


def load_charter(path: Path) -> Charter:
    """Read ``charter.toml`` (or the folder it lies in) on top of its law; raises CharterError with every problem."""
    raise NotImplementedError
