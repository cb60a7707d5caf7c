"""What is inside a file that is to be taken: found out by another process (`examining`), said in the reader's words."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from quattropole.access.rules import NotPossible

SECONDS = 40
LOOKED_INTO = frozenset({"pdf", "png", "jpg"})
BLOCK = 1024 * 1024

REASONS: Mapping[str, str | Promise] = {
    "broken": gettext_lazy("The file %(name)s is damaged and cannot be opened. Save it again and send the new file."),
    "encrypted": gettext_lazy("The file %(name)s is protected with a password. Save it without protection."),
    "enormous": gettext_lazy(
        "The file %(name)s is too large to be opened safely: too many pages or pictures, or it unpacks to too much."
    ),
    "program": gettext_lazy(
        "The file %(name)s contains programs (JavaScript or a dynamic form). Print it to a new PDF without them."
    ),
    "launch": gettext_lazy(
        "The file %(name)s wants to start programs or send data when it is read. Print it to a new PDF without that."
    ),
    "files": gettext_lazy("The file %(name)s has other files hidden inside it. Add these as papers of their own."),
    "player": gettext_lazy("The file %(name)s contains sound, film or 3D. Save it without them."),
}
"""Why a file is not taken; the keys are those of `examining.Found`."""


@dataclass(frozen=True)
class Examined:
    """What was found: the number of pages, or the key of `REASONS` for which the file is not taken."""

    pages: int | None = None
    found: str = ""


def examined(path: Path, ending: str) -> Examined:
    """What the file at `path` holds. Whatever it does to its reader, this process goes on."""
    if ending not in LOOKED_INTO:
        return Examined()
    command = [sys.executable, "-I", "-m", "quattropole.meetings.examining", str(path), ending]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  # our own program
        said = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        said = {}
    if "found" in said:
        return Examined(found=said["found"])
    if not said:
        return Examined(found="enormous")
    return Examined(pages=said["pages"] if ending == "pdf" else None)


def check_inside(file: IO[bytes], ending: str, name: str) -> int | None:
    """The number of pages of a PDF, None for other files; raises `NotPossible` where the file is not taken."""
    if ending not in LOOKED_INTO:
        return None
    with on_disk(file) as path:
        result = examined(path, ending)
    if result.found:
        raise NotPossible(str(REASONS[result.found]) % {"name": name})
    return result.pages


@contextmanager
def on_disk(file: IO[bytes]) -> Iterator[Path]:
    """The content as a file with a path, gone afterwards; `file` is left at its start."""
    with tempfile.NamedTemporaryFile(prefix="quattropole-") as copy:
        file.seek(0)
        while block := file.read(BLOCK):
            copy.write(block)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)
