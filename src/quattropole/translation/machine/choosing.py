"""Which service is asked, and what may be sent to it."""

from collections.abc import Callable, Mapping

from django.conf import settings

from quattropole.access.models import Audience
from quattropole.translation.machine.deepl import DeepL
from quattropole.translation.machine.libretranslate import LibreTranslate
from quattropole.translation.machine.protocol import Translator
from quattropole.translation.sources import Unit

WIDENING = (Audience.PUBLIC, Audience.NETWORK, Audience.ORGAN)
"""Audiences from the widest on. What is for the secretariat alone is never sent to anybody."""


def _deepl() -> Translator:
    return DeepL(settings.TRANSLATOR_KEY, settings.TRANSLATOR_URL, settings.TRANSLATOR_GLOSSARY)


def _libretranslate() -> Translator:
    return LibreTranslate(settings.TRANSLATOR_KEY, settings.TRANSLATOR_URL)


SERVICES: Mapping[str, Callable[[], Translator]] = {"deepl": _deepl, "libretranslate": _libretranslate}


def chosen() -> Translator | None:
    """The service that the settings name; None: machine translation is off."""
    make = SERVICES.get(settings.TRANSLATOR)
    return make() if make is not None else None


def is_on() -> bool:
    """Whether there is a service."""
    return settings.TRANSLATOR in SERVICES


def may_be_sent(unit: Unit) -> bool:
    """Whether the unit may be given to the service: if it is for as wide an audience as the settings ask, or wider."""
    allowed = WIDENING[: WIDENING.index(Audience(settings.TRANSLATOR_AUDIENCE)) + 1]
    return unit.audience in allowed and unit.has_states
