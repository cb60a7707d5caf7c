"""The statutes of a network, parsed once per process."""

from functools import lru_cache
from typing import TYPE_CHECKING

from quattropole.charter import Charter, parse_charter

if TYPE_CHECKING:
    from quattropole.network.models import Network

_by_digest: dict[tuple[str, str], Charter] = {}
"""Statutes of networks that were read without their text (`network.standing`), by network and digest of the text."""
AT_MOST = 256


def charter_of(network: "Network") -> Charter:
    """The charter of the network. Its text is fetched only if no charter with its digest is known."""
    if "charter_source" not in network.get_deferred_fields():
        return _parsed(network.slug, network.charter_source, network.charter_digest)
    key = network.slug, network.charter_digest
    if key not in _by_digest:
        if len(_by_digest) >= AT_MOST:
            _by_digest.clear()
        _by_digest[key] = _parsed(network.slug, network.charter_source, network.charter_digest)
    return _by_digest[key]


@lru_cache(maxsize=AT_MOST)
def _parsed(slug: str, source: str, digest: str) -> Charter:
    """The charter whose text is `source`; `digest` makes the cache key short to compare."""
    return parse_charter(source, f"networks/{slug}/charter.toml")
