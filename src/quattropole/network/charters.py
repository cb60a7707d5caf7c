"""The statutes of a network, parsed once per process."""

from functools import lru_cache

from quattropole.charter import Charter, parse_charter


@lru_cache(maxsize=256)
def charter_of(slug: str, source: str, digest: str) -> Charter:
    """The charter whose text is `source`; `digest` makes the cache key short to compare."""
    return parse_charter(source, f"networks/{slug}/charter.toml")
