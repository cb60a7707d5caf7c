"""How can be voted, as the statutes have it."""

from quattropole import clock
from quattropole.access.rules import NotPossible
from quattropole.decisions.models import Election, Vote
from quattropole.decisions.queries.elections import office_rules
from quattropole.meetings.models import Meeting
from quattropole.meetings.statutes import rules_of


def methods_for(meeting: Meeting, election: Election | None = None) -> tuple[str, ...]:
    """The methods, the usual one first; only in secret where the statutes say always, never where they forbid it."""
    organ = rules_of(meeting.organ, meeting.day)
    secret = organ.secret if organ is not None else None
    if election is not None:
        try:
            secret = office_rules(election.office, clock.today()).secret
        except NotPossible:
            secret = None
    if secret is not None and secret.always:
        return (Vote.Method.SECRET,)
    open_methods = (Vote.Method.NAMED, Vote.Method.HANDS)
    return (*open_methods, Vote.Method.SECRET) if secret is not None and secret.allowed else open_methods
