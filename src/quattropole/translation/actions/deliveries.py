"""Texts go out to an agency and come back: looked at first, then written whole or not at all."""

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotAllowed, NotPossible, Refused, acting, require
from quattropole.access.viewer import Viewer
from quattropole.texts.actions import TextProblem
from quattropole.texts.models import State
from quattropole.translation.actions.writing import write_unit
from quattropole.translation.glossary import glossary_of
from quattropole.translation.models import Delivery
from quattropole.translation.sources import Unit
from quattropole.translation.xliff import Checked, check, read, write

IMPORTED_AS = (State.DRAFT, State.REVIEWED)
"""As what a translation of an agency can come in; that it binds, people decide afterwards."""


def _only_secretariat(by: Viewer) -> None:
    require(by.is_secretariat, _("Only the secretariat may do this."))


def export_units(
    units: Sequence[Unit], source: str, target: str, *, base: str, version: str = "2.1", by: Viewer
) -> bytes:
    """The file of one pair of languages for an agency. What goes out is noted in the log."""
    _only_secretariat(by)
    usable = [unit for unit in units if unit.side(source).words]
    if not usable:
        raise NotPossible(_("There is nothing to translate in this language."))
    content = write(usable, source, target, glossary=glossary_of(), base=base, version=version)
    with transaction.atomic():
        record(
            "texts exported",
            by.network,
            by=by.person,
            network=by.network,
            units=[unit.key for unit in usable],
            languages=[source, target],
            sha256=hashlib.sha256(content).hexdigest(),
        )
    return content


def take_delivery(name: str, content: bytes, *, by: Viewer) -> Delivery:
    """Keep a file that came back until it is written or discarded. Raises `XmlProblem` for what is no XLIFF."""
    _only_secretariat(by)
    document = read(content)
    delivery: Delivery = Delivery.objects.create(
        network=by.network,
        name=name[:200],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        source_language=document.source[:8],
        target_language=document.target[:8],
        uploaded_at=clock.now(),
        uploaded_by=acting(by),
    )
    return delivery


def look_at(delivery: Delivery, *, state: str = State.DRAFT, by: Viewer) -> Checked:
    """What the file would write, and what stands in its way, as things are now."""
    _only_secretariat(by)
    return check(by, read(bytes(delivery.content)), state)


def write_delivery(delivery: Delivery, *, state: str, by: Viewer) -> Checked:
    """Write all of a file, in the name of who does it, through the acts of the rooms; or nothing of it."""
    _only_secretariat(by)
    if state not in IMPORTED_AS:
        raise NotPossible(_("A translation comes in as a draft or as reviewed."))
    with transaction.atomic():
        current = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if current.stage != Delivery.Stage.CHECKED:
            raise NotPossible(_("This file is %(stage)s already.") % {"stage": current.get_stage_display()})
        checked = look_at(current, state=state, by=by)
        if not checked.is_writable:
            raise NotPossible(_("Nothing was written: the file has problems."))
        for ready in checked.ready:
            try:
                write_unit(ready.unit, ready.writing, by=by)
            except (TextProblem, NotPossible, NotAllowed, Refused) as problem:
                raise NotPossible(
                    _("Nothing was written. %(what)s: %(why)s") % {"what": ready.unit.what, "why": problem}
                ) from problem
        current.stage, current.written_at = Delivery.Stage.WRITTEN, clock.now()
        current.save(update_fields=["stage", "written_at"])
        record(
            "translation imported",
            current,
            by=by.person,
            network=by.network,
            units=[ready.unit.key for ready in checked.ready],
            language=checked.target,
            state=state,
            sha256=current.sha256,
        )
    return checked


def discard_delivery(delivery: Delivery, *, by: Viewer) -> None:
    """Put a file away without writing it."""
    _only_secretariat(by)
    Delivery.objects.filter(pk=delivery.pk, stage=Delivery.Stage.CHECKED).update(stage=Delivery.Stage.DISCARDED)
