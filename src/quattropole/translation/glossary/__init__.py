"""The network's terms: where they stand in a text, and whether a translation uses them."""

from quattropole.translation.glossary.matching import Glossary, Hit, glossary_of

__all__ = ["Glossary", "Hit", "glossary_of"]
