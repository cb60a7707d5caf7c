"""Names of countries and languages, from CLDR."""

from quattropole.texts.names import country_name, language_name

__all__ = ["country_name", "language_name"]
