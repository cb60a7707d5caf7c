"""How an object becomes text: no empty member, no foreign placeholder, times with their offset."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from quattropole.api.oparl.addresses import ORIGIN, SCHEMA, TYPES, Address, object_at

Content = dict[str, Any]

BACK_REFERENCES = {
    "file": ("meeting", "agendaItem", "paper"),
    "location": ("bodies", "organizations", "persons", "meetings", "papers"),
}
"""Members that are given out only where the object stands by itself (strings.yml of the specification)."""


REQUIRED_LISTS = {"body": ("legislativeTerm",)}
"""Lists that stand there even when they are empty, because OParl asks for them."""


@dataclass(frozen=True)
class Embedded:
    """Another object in place: filled in from what is kept, left out where that is not public."""

    kind: str
    key: str


@dataclass(frozen=True)
class Ref:
    """The address of another object, whatever becomes of it; whoever writes it knows that it is public."""

    kind: str
    key: str


@dataclass(frozen=True)
class Built:
    """An object as it should be given out, without its times. `holders` are those that embed it or refer to it."""

    content: Content
    holders: tuple[Ref, ...] = ()
    within: str = ""


def moment(value: datetime | None) -> str | None:
    """A moment as `yyyy-mm-ddThh:mm:ss±hh:mm` in the network's time zone."""
    return None if value is None else timezone.localtime(value).isoformat(timespec="seconds")


def day(value: date | None) -> str | None:
    """A day as `yyyy-mm-dd`."""
    return None if value is None else value.isoformat()


def written(kind: str, key: str, content: Mapping[str, Any], children: Mapping[Embedded, Content]) -> Content:
    """The members in order, with embedded objects filled in and whatever is empty left out."""
    whole = {"id": object_at(kind, key), "type": Address(f"{SCHEMA}{TYPES[kind]}"), **content}
    cleaned: Content = _cleaned(whole, children)
    for member in REQUIRED_LISTS.get(kind, ()):
        cleaned.setdefault(member, [])
    return cleaned


def embedded_in(value: Any) -> Iterator[Embedded]:
    """The objects that stand inside of a value."""
    if isinstance(value, Embedded):
        yield value
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from embedded_in(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from embedded_in(entry)


def digest_of(content: Content) -> str:
    """What says whether an object is given out differently than before."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def text_of(content: Content, created: datetime, modified: datetime) -> str:
    """The object as it is kept."""
    return json.dumps(
        {**content, "created": moment(created), "modified": moment(modified)}, ensure_ascii=False, separators=(",", ":")
    )


def tombstone(kind: str, key: str, created: datetime, modified: datetime) -> str:
    """What is given out of an object that is deleted."""
    content = {"id": object_at(kind, key), "type": f"{SCHEMA}{TYPES[kind]}", "deleted": True}
    return text_of(content, created, modified)


def as_embedded(kind: str, body: str) -> Content:
    """An object as it stands inside of another one."""
    content: Content = json.loads(body)
    for member in BACK_REFERENCES.get(kind, ()):
        content.pop(member, None)
    return content


def _cleaned(value: Any, children: Mapping[Embedded, Content]) -> Any:
    """The value without empty members; None for what is empty itself."""
    if isinstance(value, Embedded):
        return children.get(value)
    if isinstance(value, Ref):
        return str(object_at(value.kind, value.key))
    if isinstance(value, Address):
        return str(value)
    if isinstance(value, str):
        return value.replace(ORIGIN, "") if value.strip(f"{ORIGIN} \t\r\n") else None
    if isinstance(value, Mapping):
        members = {str(key): _cleaned(entry, children) for key, entry in value.items()}
        return {key: entry for key, entry in members.items() if entry is not None} or None
    if isinstance(value, list | tuple):
        return [kept for entry in value if (kept := _cleaned(entry, children)) is not None] or None
    return value


def without_embedded(body: str) -> str:
    """An object without those that stand inside of it, for clients that fetch each list by itself."""
    content: Content = json.loads(body)
    kept = {member: value for member, value in content.items() if not _holds_objects(value)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _holds_objects(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_holds_objects(entry) for entry in value)
    return isinstance(value, dict) and str(value.get("type", "")).startswith(SCHEMA)
