"""Everything in the network that exists in several languages. A new kind is one class and one line here."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from quattropole.access.viewer import Viewer
from quattropole.translation.sources.base import GOOD, Side, Source, Unit, Words, Writing
from quattropole.translation.sources.decisions import AmendedTexts, Amendments, Proposals
from quattropole.translation.sources.meetings import Items, Meetings
from quattropole.translation.sources.minutes import Passages
from quattropole.translation.sources.network import NETWORK_SOURCES

_ALL: tuple[Source, ...] = (
    Proposals(),
    Amendments(),
    AmendedTexts(),
    Passages(),
    Items(),
    Meetings(),
    *NETWORK_SOURCES,
)
SOURCES: Mapping[str, Source] = {source.key: source for source in _ALL}


def unit_for(viewer: Viewer, key: str) -> Unit | None:
    """The unit of that key, if it is for the viewer."""
    return units_for(viewer, [key]).get(key)


def units_for(viewer: Viewer, keys: Collection[str]) -> dict[str, Unit]:
    """The units of these keys that are for the viewer: as many queries as there are kinds among them, whatever else."""
    wanted: dict[str, set[int]] = {}
    for key in keys:
        source, _dot, number = key.rpartition(".")
        if source in SOURCES and number.isdecimal() and len(number) <= 18:
            wanted.setdefault(source, set()).add(int(number))
    found = [unit for source, pks in wanted.items() for unit in SOURCES[source].units(viewer, pks)]
    return {unit.key: unit for unit in found}


def all_units(viewer: Viewer, wanted: Sequence[str], kinds: Iterable[str] | None = None) -> list[Unit]:
    """Everything the viewer may see that lacks one of the languages, of some kinds or of all."""
    chosen = SOURCES.values() if kinds is None else [SOURCES[kind] for kind in kinds if kind in SOURCES]
    return [unit for source in chosen for unit in source.units(viewer, None, wanted)]


__all__ = ["GOOD", "SOURCES", "Side", "Source", "Unit", "Words", "Writing", "all_units", "unit_for", "units_for"]
