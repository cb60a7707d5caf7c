"""The live engine: renders the parts of a meeting's pages once for all who see them alike, and sends what changed.

`board` knows what the screens show, `channel` looks at them when something is new, `watcher` is an open connection,
`broadcast` keeps the channels of this process, and `application` is where the server hands connections over.
"""
