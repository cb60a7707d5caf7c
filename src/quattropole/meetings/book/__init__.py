"""The meeting book: all papers of a meeting in one PDF, with cover, agenda, running page numbers, bookmarks and tags.

The web side (`sources`, `changes`, `making`) gathers what may be in it and writes a job; another process (`binding`,
with `reading`, `setting`, `merging`, `tagging`) makes the file. That process loads nothing of Django and runs under
limits, because it opens files that people have sent.
"""
