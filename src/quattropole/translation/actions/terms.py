"""The secretariat keeps the glossary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.network.models import FieldOfAction
from quattropole.texts.localized import Localized
from quattropole.translation.models import Term


@dataclass(frozen=True)
class TermWish:
    """What a term shall be."""

    names: Mapping[str, str]
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    forbidden: Mapping[str, Sequence[str]] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    field_of_action: FieldOfAction | None = None
    assumed: bool = False


def change_term(term: Term | None, wish: TermWish, *, by: Viewer) -> Term:
    """Write a term down, a new one where there is none yet."""
    require(by.is_secretariat, _("Only the secretariat may do this."))
    names = Localized({language: words.strip() for language, words in wish.names.items() if words.strip()})
    if len(names) < 2:
        raise NotPossible(_("A term is said in at least two languages."))
    for language, forms in wish.forbidden.items():
        right = {names.get(language, ""), *wish.also.get(language, ())}
        if set(forms) & right:
            raise NotPossible(_("The same form cannot be right and not to be used."))
    with transaction.atomic():
        found = term or Term(network=by.network, slug=_new_slug(names))
        found.names = names
        found.also = {language: list(forms) for language, forms in wish.also.items() if forms}
        found.forbidden = {language: list(forms) for language, forms in wish.forbidden.items() if forms}
        found.note = Localized({language: words.strip() for language, words in wish.note.items() if words.strip()})
        found.field, found.assumed = wish.field_of_action, wish.assumed
        found.save()
        record("term changed", found, by=by.person, network=by.network, slug=found.slug)
    return found


def _new_slug(names: Localized) -> str:
    base = slugify(names.get("en") or next(iter(names.values())))[:40] or "term"
    taken = set(Term.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def remove_term(term: Term, *, by: Viewer) -> None:
    """Take a term out of the glossary."""
    require(by.is_secretariat, _("Only the secretariat may do this."))
    with transaction.atomic():
        record("term removed", term, by=by.person, network=by.network, slug=term.slug)
        term.delete()
