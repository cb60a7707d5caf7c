"""Facts said in words, in the active language: blocks that a page, a PDF and a plain text show alike.

Sentences are made here when they are read and are kept in no language; `version` says for whom, and whatever is for
fewer people than that is left out here, before any of them shows it.
"""

from quattropole.minutes.saying.document import Part, SectionWords, part_of, plain_text, section_words

__all__ = ["Part", "SectionWords", "part_of", "plain_text", "section_words"]
