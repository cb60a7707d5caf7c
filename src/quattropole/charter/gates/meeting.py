"""Opening a meeting and opening a vote in it."""

from quattropole.charter.facts import OpenMeetingFacts, OpenVoteFacts
from quattropole.charter.statutes import Statutes
from quattropole.charter.verdicts import Findings


def open_meeting(statutes: Statutes, facts: OpenMeetingFacts) -> Findings:
    """Who chairs and whether the organ is quorate. A meeting without quorum may be held, it cannot vote."""
    raise NotImplementedError


def open_vote(statutes: Statutes, facts: OpenVoteFacts) -> Findings:
    """Whether this vote may be opened now: competence, proposal, naming, convocation, quorum, secrecy."""
    raise NotImplementedError
