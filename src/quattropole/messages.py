"""Compiles the message catalogues (`locale/*/LC_MESSAGES/django.po`) without gettext on the machine."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


def catalogues(folder: Path = LOCALE) -> list[Path]:
    """The `.po` files below `folder`, one a language, sorted."""
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def compile_messages(folder: Path = LOCALE) -> list[Path]:
    """Write the `.mo` file beside every `.po` file that is newer than it; returns what was written."""
    written = []
    for source in catalogues(folder):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written
