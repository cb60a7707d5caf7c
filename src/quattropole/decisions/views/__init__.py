"""The web edge of the room: proposals, votes, elections, the register's desk side."""
