"""A small part of JSON Schema, enough to hold our files to our schemas; it refuses words that it does not know."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
KNOWN = {"$schema", "title", "$defs", "$ref", "type", "const", "enum", "anyOf", "pattern", "items", "required"}
KNOWN |= {"properties", "additionalProperties"}


def faults(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any] | None = None, at: str = "$"
) -> Iterator[str]:
    """Where a value is not what its schema says, one sentence each."""
    root = root if root is not None else schema
    if set(schema) - KNOWN:
        raise AssertionError(f"this reader of schemas does not know {set(schema) - KNOWN}")
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema and all(list(faults(value, one, root, at)) for one in schema["anyOf"]):
        yield f"{at}: {value!r} is none of what it may be"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not one of {schema['enum']}"
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{at}: {value!r} is no {schema['type']}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r} does not fit {schema['pattern']}"
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from faults(one, schema.get("items", {}), root, f"{at}[{place}]")
    elif isinstance(value, dict):
        yield from _members(value, schema, root, at)


def _members(value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value)
    own, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    for name, one in value.items():
        if name in own:
            yield from faults(one, own[name], root, f"{at}.{name}")
        elif others is False:
            yield f"{at}: {name} is not expected"
        else:
            yield from faults(one, others, root, f"{at}.{name}")


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))
