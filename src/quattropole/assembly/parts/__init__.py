"""The parts of the live pages. A part is rendered once for all who see it alike, and sent when it has changed.

Every part is a module here; `PARTS` names them in the order in which a page reads.
"""

from quattropole.assembly.parts.screens import OWN, Kind, Part, PersonalPart, Role, Screen

PARTS: tuple[Part | PersonalPart, ...] = ()

__all__ = ["OWN", "PARTS", "Kind", "Part", "PersonalPart", "Role", "Screen"]
