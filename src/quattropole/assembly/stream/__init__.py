"""The live engine: renders the parts of a meeting's pages once for all who see them alike, and sends what changed."""
