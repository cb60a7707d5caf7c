"""What is done with minutes: drafted, written, sent out, approved, signed, sealed, published, corrected."""

from quattropole.minutes.actions.approving import approve_minutes
from quattropole.minutes.actions.drafting import draft_minutes, gather_anew, set_up
from quattropole.minutes.actions.proposing import answer_request, propose_minutes, request_correction, take_back
from quattropole.minutes.actions.publishing import begin_corrigendum, publish_minutes
from quattropole.minutes.actions.sealing import seal_minutes
from quattropole.minutes.actions.signing import sign_minutes
from quattropole.minutes.actions.writing import PassageProblem, write_section

__all__ = [
    "PassageProblem",
    "answer_request",
    "approve_minutes",
    "begin_corrigendum",
    "draft_minutes",
    "gather_anew",
    "propose_minutes",
    "publish_minutes",
    "request_correction",
    "seal_minutes",
    "set_up",
    "sign_minutes",
    "take_back",
    "write_section",
]
