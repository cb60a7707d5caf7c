"""The parts of the live pages. A part is rendered once for all who see it alike, and sent when it has changed.

Every part is a module here; `PARTS` names them in the order in which a page reads.
"""

from quattropole.assembly.parts import (
    agenda,
    amendments,
    ballot,
    checkin,
    controls,
    head,
    motions,
    news,
    paper,
    presence,
    progress,
    quorum,
    results,
    speakers,
    stage,
    turn,
)
from quattropole.assembly.parts.screens import OWN, Kind, Part, PersonalPart, Role, Screen

PARTS: tuple[Part | PersonalPart, ...] = (
    head.PART,
    news.PART,
    quorum.PART,
    checkin.PART,
    ballot.PART,
    turn.PART,
    controls.PART,
    stage.PART,
    progress.PART,
    amendments.PART,
    paper.PART,
    speakers.PART,
    motions.PART,
    presence.PART,
    agenda.PART,
    results.PART,
)

__all__ = ["OWN", "PARTS", "Kind", "Part", "PersonalPart", "Role", "Screen"]
