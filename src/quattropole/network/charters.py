"""The statutes of a network, parsed once per process."""

import tempfile
from functools import lru_cache
from pathlib import Path

from quattropole.charter import Charter, load_charter


@lru_cache(maxsize=256)
def charter_of(slug: str, source: str, digest: str) -> Charter:
    """The charter whose text is `source`; `digest` makes the cache key short to compare."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "charter.toml"
        path.write_text(source)
        return load_charter(path)
