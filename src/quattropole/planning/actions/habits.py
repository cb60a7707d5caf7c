"""How an organ is used to meet: set by the secretariat."""

from collections.abc import Mapping
from datetime import time
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.network.models import Organ
from quattropole.planning import rules
from quattropole.planning.kinds import BY_KEY, FROM_THE_CHARTER
from quattropole.planning.models import Habit, HabitStep
from quattropole.texts.localized import Localized


def _require(by: Viewer, organ: Organ) -> None:
    require(rules.may_set_habits(by, organ), _("Only the secretariat says how an organ is used to meet."))


def set_habits(
    organ: Organ,
    *,
    weekday: int | None,
    starts: time | None,
    minutes: int | None,
    place: str,
    mode: str,
    interpretation: list[str],
    delivery_days: int | None,
    margin_days: int | None,
    by: Viewer,
) -> Habit:
    """Say how the organ meets; what is left empty is learned from its last meetings, or assumed."""
    _require(by, organ)
    given = {
        "weekday": weekday,
        "starts": starts,
        "minutes": minutes,
        "place": place.strip(),
        "mode": mode,
        "interpretation": sorted(interpretation),
        "delivery_days": delivery_days,
        "margin_days": margin_days,
    }
    with transaction.atomic():
        habit, _new = Habit.objects.update_or_create(
            organ=organ,
            defaults=given | {"network": organ.network, "changed_at": clock.now(), "changed_by": by.person},
        )
        audit.record("habits set", organ, by=by.person, network=by.network, **given)
    return habit


def set_habit_step(
    organ: Organ,
    key: str,
    *,
    anchor: str,
    days: int,
    owner: str,
    is_off: bool = False,
    titles: Mapping[str, str] | None = None,
    by: Viewer,
) -> HabitStep:
    """Say when a step is due with this organ and who sees to it. An empty key adds a step of its own.

    The day of a step that the statutes fix is theirs; its owner can be another.
    """
    _require(by, organ)
    words = Localized({language: text.strip() for language, text in (titles or {}).items() if text.strip()})
    if key not in BY_KEY and not words:
        raise NotPossible(_("Say what is to be done."))
    if key in FROM_THE_CHARTER:
        anchor, days, is_off = BY_KEY[key].anchor, BY_KEY[key].days, False
    with transaction.atomic():
        step, _new = HabitStep.objects.update_or_create(
            organ=organ,
            key=key or f"own-{uuid4().hex[:12]}",
            defaults={
                "network": organ.network,
                "anchor": anchor,
                "days": days,
                "owner": owner,
                "is_off": is_off,
                "titles": words,
            },
        )
        audit.record(
            "habits set",
            organ,
            by=by.person,
            network=by.network,
            step=step.key,
            anchor=anchor,
            days=days,
            owner=owner,
            is_off=is_off,
        )
    return step


def drop_habit_step(organ: Organ, key: str, *, by: Viewer) -> None:
    """Do again as assumed; a step of the organ's own is gone."""
    _require(by, organ)
    with transaction.atomic():
        gone, _per_model = HabitStep.objects.filter(organ=organ, key=key).delete()
        if gone:
            audit.record("habits set", organ, by=by.person, network=by.network, step=key, dropped=True)
