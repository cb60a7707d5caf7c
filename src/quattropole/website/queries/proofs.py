"""The proof of validity: what every gate found, for people and as a document to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quattropole.decisions.models import Resolution
from quattropole.meetings.findings import distinct

GATES: dict[str, str | Promise] = {
    "admit_item": _("Admitting the item to the agenda"),
    "convene": _("Convening the meeting"),
    "open_meeting": _("Opening the meeting"),
    "open_vote": _("Opening the vote"),
    "declare_result": _("Declaring the result"),
    "register": _("Entering it in the register"),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """One formal act and what the charter found then; `on` is an ISO day."""

    key: str
    name: str
    on: str
    statutes: str
    verdicts: list[Mapping[str, Any]]


def gates_of(resolution: Resolution) -> list[Gate]:
    """The gates the resolution passed, in the order of the acts; none for a record from before the platform."""
    found: dict[str, dict[str, Any]] = resolution.proof.get("gates", {})
    order = [*GATES, *(key for key in found if key not in GATES)]
    return [
        Gate(key, str(GATES.get(key, key)), found[key]["on"], found[key]["statutes"], distinct(found[key]["verdicts"]))
        for key in order
        if found.get(key)
    ]


def proof_document(resolution: Resolution) -> dict[str, Any]:
    """Everything the seal covers, and the seal; so that anybody can compute it again. The organ must be at hand."""
    return {
        "network": resolution.network.slug,
        "organ": {"id": resolution.organ_id, "key": resolution.organ.key, "names": resolution.organ.names},
        "year": resolution.year,
        "number": resolution.number,
        "adopted_on": resolution.adopted_on.isoformat(),
        "matter": resolution.matter,
        "titles": resolution.titles,
        "bodies": resolution.bodies,
        "result": resolution.result,
        "proof": resolution.proof,
        "is_record": resolution.is_record,
        "sources": resolution.sources,
        "registered_at": resolution.registered_at.isoformat(),
        "sha256": resolution.digest,
    }
