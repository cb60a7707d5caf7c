"""Machine translation by a service that the installation chose; without one there is none."""

from quattropole.translation.machine.choosing import chosen, is_on, may_be_sent
from quattropole.translation.machine.protocol import Translator, TranslatorProblem
from quattropole.translation.machine.translating import machine_words

__all__ = ["Translator", "TranslatorProblem", "chosen", "is_on", "machine_words", "may_be_sent"]
