"""Messages out of a Maildir folder or an mbox file, as mail servers keep them. Nothing there is changed."""

import mailbox
from collections.abc import Iterator
from pathlib import Path


class NoMaildrop(Exception):
    """There is neither a Maildir folder nor an mbox file under this name."""


def messages_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each message, the oldest first. Raises `NoMaildrop`."""
    if path.is_dir():
        found = [file for part in ("cur", "new") for file in (path / part).glob("*") if file.is_file()]
        if not found and not (path / "new").is_dir():
            raise NoMaildrop(f"{path} is no Maildir: it has no folder new.")
        for file in sorted(found, key=lambda file: (file.stat().st_mtime_ns, file.name)):
            yield file.name, file.read_bytes()
    elif path.is_file():
        box = mailbox.mbox(path, create=False)
        try:
            for key in box.keys():  # noqa: SIM118  # a mailbox iterates over messages, not keys
                yield str(key), box.get_bytes(key)
        finally:
            box.close()
    else:
        raise NoMaildrop(f"There is no {path}.")
