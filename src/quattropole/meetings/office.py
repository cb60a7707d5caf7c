"""Office files as PDF: by LibreOffice (`QUATTROPOLE_OFFICE` names its program), in a process and a profile of its own.

The file comes from somebody else. The program gets a folder with nothing but the file and a fresh profile in which
macros are switched off and links are not followed, an environment without the installation's secrets, and a time limit;
what it makes is looked into like an upload.
"""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from quattropole.meetings.checking import examined

SECONDS = 120
CONVERTED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})

_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/{path}">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = (
    ("Security/Scripting", "MacroSecurityLevel", "3"),
    ("Security/Scripting", "DisableMacrosExecution", "true"),
    ("Security/Scripting", "DisableActiveContent", "true"),
    ("Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Misc", "FirstRun", "false"),
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    + "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    + "</oor:items>"
)
FILTERS = {"docx": "writer", "odt": "writer", "xlsx": "calc", "ods": "calc", "pptx": "impress", "odp": "impress"}
OPTIONS = '{"UseTaggedPDF":{"type":"boolean","value":"true"},"ExportBookmarks":{"type":"boolean","value":"true"}}'
"""Tagged, so that a screen reader finds headings and tables in the book too."""


def is_configured() -> bool:
    """Whether there is a program that converts."""
    return bool(settings.OFFICE)


@contextmanager
def converted(content: Iterator[bytes], ending: str) -> Iterator[tuple[Path, int] | None]:
    """The PDF made from an office file, with its number of pages; None where none came, or none that can be taken."""
    with tempfile.TemporaryDirectory(prefix="quattropole-office-") as work:
        folder = Path(work)
        source = folder / f"paper.{ending}"
        with source.open("wb") as copy:
            for block in content:
                copy.write(block)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(PROFILE)
        _run(folder, source, ending)
        made = folder / "made" / "paper.pdf"
        result = examined(made, "pdf") if made.is_file() and made.stat().st_size else None
        if result is None or result.pages is None:
            yield None
        else:
            yield made, result.pages


def _run(folder: Path, source: Path, ending: str) -> None:
    command = [
        str(settings.OFFICE),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        f"pdf:{FILTERS[ending]}_pdf_Export:{OPTIONS}",
        "--outdir",
        str(folder / "made"),
        str(source),
    ]
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    try:
        process = subprocess.Popen(  # noqa: S603  # the program that the installation names
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=SECONDS)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started: `soffice` is a script that starts another."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
