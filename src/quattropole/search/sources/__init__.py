"""Everything that can be found, by kind, and which entries a change makes outdated."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from quattropole.search.sources import decisions, meetings, minutes, network, tasks
from quattropole.search.sources.base import Draft, Keys, Source

SOURCES: Mapping[str, Source] = {
    source.kind: source
    for source in (*network.SOURCES, *meetings.SOURCES, *decisions.SOURCES, *minutes.SOURCES, *tasks.SOURCES)
}
BY_NUMBER: Mapping[int, Source] = {source.number: source for source in SOURCES.values()}


def _same(keys: Keys) -> set[int]:
    return set(keys)


Outdates = Callable[[Keys], set[int]]
OUTDATED: Mapping[str, Mapping[str, Outdates]] = {
    "network.network": {"network": _same},
    "network.city": {"city": _same},
    "network.fieldofaction": {"field": _same},
    "network.organ": {"organ": _same},
    "network.person": {"person": _same},
    "network.historyevent": {"history": _same},
    "network.seat": {"person": network.people_of_seats},
    "network.office": {"person": network.people_of_offices},
    "network.mandate": {"person": network.people_of_mandates},
    "meetings.meeting": {
        "meeting": _same,
        "item": meetings.items_of,
        "paper": meetings.papers_of,
        "minutes": minutes.sections_of_meetings,
    },
    "meetings.agendaitem": {"item": _same, "amendment": decisions.amendments_of_items},
    "meetings.paper": {"paper": meetings.siblings},
    "decisions.proposal": {"proposal": _same},
    "decisions.placement": {
        "proposal": decisions.proposals_of_placements,
        "item": decisions.items_of_placements,
    },
    "decisions.amendment": {"amendment": _same},
    "decisions.resolution": {"resolution": _same},
    "texts.text": {"proposal": decisions.proposals_of_texts, "minutes": minutes.sections_of_texts},
    "minutes.minutes": {"minutes": minutes.sections_of},
    "followup.task": {"task": _same},
}
"""What a change of a record outdates: entries of which kinds, and how they are found."""


def outdated_by(changed: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """The keys of the records whose entries have to be made anew, by kind."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for subject, keys in changed.items():
        for kind, outdates in OUTDATED.get(subject, {}).items():
            found[kind] |= outdates(keys)
    return dict(found)


__all__ = ["BY_NUMBER", "OUTDATED", "SOURCES", "Draft", "Source", "outdated_by"]
