"""Reads of what follows from meetings and resolutions."""

from quattropole.followup.queries.tasks import follow_ups_for

__all__ = ["follow_ups_for"]
