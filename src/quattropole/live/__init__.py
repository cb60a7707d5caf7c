"""News of a meeting for everybody who watches it, in this process and, with PostgreSQL, in all others.

An action calls `publish` inside its transaction; what is said goes out when the transaction is committed, and never
when it is not.
"""

from quattropole.live.topics import EVERY_MEETING, Topic, publish, publish_departure

__all__ = ["EVERY_MEETING", "Topic", "publish", "publish_departure"]
