"""Who may watch a meeting live, and who may do what in it."""

from quattropole.assembly.rules.watching import followers, may_follow, may_watch_publicly, role_of

__all__ = ["followers", "may_follow", "may_watch_publicly", "role_of"]
