"""Proposals, amendments, votes, elections, and the register of resolutions."""

from quattropole.access.models import Audience
from quattropole.decisions.models.elections import Candidacy, Election
from quattropole.decisions.models.proposals import Amendment, Placement, Proposal
from quattropole.decisions.models.register import Resolution, search_key
from quattropole.decisions.models.votes import (
    Ballot,
    Consent,
    CountedSlip,
    Elector,
    HandCount,
    Means,
    Objection,
    Participation,
    Recusal,
    Slip,
    Vote,
)

__all__ = [
    "Amendment",
    "Audience",
    "Ballot",
    "Candidacy",
    "Consent",
    "CountedSlip",
    "Election",
    "Elector",
    "HandCount",
    "Means",
    "Objection",
    "Participation",
    "Placement",
    "Proposal",
    "Recusal",
    "Resolution",
    "Slip",
    "Vote",
    "search_key",
]
