"""What the public pages read, put together from the rooms above. Every function is a constant number of queries."""
