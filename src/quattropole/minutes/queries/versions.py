"""Which parts of minutes are for fewer people than the organ."""

from collections.abc import Iterator

from quattropole.minutes.models import Minutes, Section, Version
from quattropole.minutes.saying.blocks import sees


def has_inner_parts(minutes: Minutes) -> bool:
    """Whether something in the minutes is not for the whole organ; of minutes from `whole`."""
    audiences = (audience for section in minutes.sections.all() for audience in _audiences(section))
    return any(not sees(Version.ORGAN, audience) for audience in audiences)


def _audiences(section: Section) -> Iterator[str]:
    yield section.audience
    facts = section.facts
    for kind in ("papers", "amendments", "votes", "resolutions"):
        yield from (one["audience"] for one in facts.get(kind, []))
    if facts.get("proposal"):
        yield facts["proposal"]["audience"]
