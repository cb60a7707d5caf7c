"""What OParl 1.1 says about its objects, written down from the specification, independent of the server.

Each property has a kind: `url`, `urls` (a list of addresses), `text`, `texts`, `moment`, `day`, `flag`, `number`,
`geojson`, `one X` and `many X` (objects in place). `!` marks what must be there.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

SCHEMA = "https://schema.oparl.org/1.1/"
COMMON = {
    "id": "url !",
    "type": "text !",
    "created": "moment !",
    "modified": "moment !",
    "license": "url",
    "keyword": "texts",
    "web": "url",
    "deleted": "flag",
}
PROPERTIES = {
    "System": {
        "oparlVersion": "url !", "otherOparlVersions": "urls", "body": "url !", "name": "text", "contactEmail": "text",
        "contactName": "text", "website": "url", "vendor": "url", "product": "url",
    },
    "Body": {
        "system": "url", "shortName": "text", "name": "text !", "website": "url", "licenseValidSince": "moment",
        "oparlSince": "moment", "ags": "text", "rgs": "text", "equivalent": "urls", "contactEmail": "text",
        "contactName": "text", "organization": "url !", "person": "url !", "meeting": "url !", "paper": "url !",
        "legislativeTerm": "many LegislativeTerm !", "agendaItem": "url !", "consultation": "url !", "file": "url !",
        "locationList": "url !", "legislativeTermList": "url !", "membership": "url !", "classification": "text",
        "location": "one Location",
    },
    "LegislativeTerm": {"body": "url", "name": "text", "startDate": "day", "endDate": "day"},
    "Organization": {
        "body": "url", "name": "text", "membership": "urls", "meeting": "url", "shortName": "text", "post": "texts",
        "subOrganizationOf": "url", "organizationType": "text", "classification": "text", "startDate": "day",
        "endDate": "day", "website": "url", "location": "one Location", "externalBody": "url",
    },
    "Person": {
        "body": "url", "name": "text", "familyName": "text", "givenName": "text", "formOfAddress": "text",
        "affix": "text", "title": "texts", "gender": "text", "phone": "texts", "email": "texts", "location": "url",
        "locationObject": "one Location", "status": "texts", "membership": "many Membership", "life": "text",
        "lifeSource": "text",
    },
    "Membership": {
        "person": "url", "organization": "url", "role": "text", "votingRight": "flag", "startDate": "day",
        "endDate": "day", "onBehalfOf": "url",
    },
    "Meeting": {
        "name": "text", "meetingState": "text", "cancelled": "flag", "start": "moment", "end": "moment",
        "location": "one Location", "organization": "urls", "participant": "urls", "invitation": "one File",
        "resultsProtocol": "one File", "verbatimProtocol": "one File", "auxiliaryFile": "many File",
        "agendaItem": "many AgendaItem",
    },
    "AgendaItem": {
        "meeting": "url", "number": "text", "order": "number !", "name": "text", "public": "flag",
        "consultation": "url", "result": "text", "resolutionText": "text", "resolutionFile": "one File",
        "auxiliaryFile": "many File", "start": "moment", "end": "moment",
    },
    "Paper": {
        "body": "url", "name": "text", "reference": "text", "date": "day", "paperType": "text", "relatedPaper": "urls",
        "superordinatedPaper": "urls", "subordinatedPaper": "urls", "mainFile": "one File",
        "auxiliaryFile": "many File", "location": "many Location", "originatorPerson": "urls",
        "underDirectionOf": "urls", "originatorOrganization": "urls", "consultation": "many Consultation",
    },
    "Consultation": {
        "paper": "url", "agendaItem": "url", "meeting": "url", "organization": "urls", "authoritative": "flag",
        "role": "text",
    },
    "File": {
        "name": "text", "fileName": "text", "mimeType": "text", "date": "day", "size": "number", "sha1Checksum": "text",
        "sha512Checksum": "text", "text": "text", "accessUrl": "url !", "downloadUrl": "url",
        "externalServiceUrl": "url", "masterFile": "url", "derivativeFile": "urls", "fileLicense": "url",
        "meeting": "urls", "agendaItem": "urls", "paper": "urls",
    },
    "Location": {
        "description": "text", "geojson": "geojson", "streetAddress": "text", "room": "text", "postalCode": "text",
        "subLocality": "text", "locality": "text", "bodies": "urls", "organizations": "urls", "persons": "urls",
        "meetings": "urls", "papers": "urls",
    },
}  # fmt: skip
ALONE = {
    "File": {"meeting", "agendaItem", "paper"},
    "Location": {"bodies", "organizations", "persons", "meetings", "papers"},
}
"""What an object says only where it does not stand inside of another one."""
TO_PARENT = {
    "LegislativeTerm": {"body"},
    "Membership": {"person", "organization"},
    "AgendaItem": {"meeting"},
    "Consultation": {"paper", "agendaItem", "meeting"},
}
"""What an object says where it stands by itself: where it belongs."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ORGANIZATIONS = {"Gremium", "Partei", "Fraktion", "Verwaltungsbereich", "externes Gremium", "Institution", "Sonstiges"}
REMAINS = {"id", "type", "created", "modified", "deleted"}


def faults(told: dict[str, Any], *, inside: bool = False) -> Iterator[str]:
    """What is wrong with an object, and with those inside of it."""
    kind = str(told.get("type", "")).removeprefix(SCHEMA)
    if kind not in PROPERTIES:
        yield f"no type: {told!r:.100}"
        return
    name = told.get("id", "?")
    if told.get("deleted"):
        if set(told) != REMAINS:
            yield f"{name}: deleted, but says {set(told) - REMAINS}"
        return
    known = COMMON | PROPERTIES[kind]
    for member, rule in known.items():
        if rule.endswith("!") and member not in told:
            yield f"{name}: {member} is missing"
    if not inside:
        yield from (f"{name}: {member} is missing" for member in TO_PARENT.get(kind, set()) - set(told))
    for member, value in told.items():
        where = f"{name}: {member}"
        yield from empty(where, value, required=known.get(member, "").endswith("!"))
        if member.startswith("quattropole:"):
            continue
        if member not in known:
            yield f"{where} is unknown to {kind}"
        elif inside and member in ALONE.get(kind, set()):
            yield f"{where} belongs only where it stands by itself"
        else:
            yield from wrong(where, known[member].removesuffix("!").strip(), value)
    if kind == "Organization" and told["organizationType"] not in ORGANIZATIONS:
        yield f"{name}: organizationType {told['organizationType']}"


def empty(where: str, value: Any, *, required: bool = False) -> Iterator[str]:
    """Members that say nothing."""
    if value is None or value == "" or (value in ([], {}) and not required):
        yield f"{where} is empty"
    elif isinstance(value, dict):
        for member, entry in value.items():
            yield from empty(f"{where}.{member}", entry, required=member == "legislativeTerm")
    elif isinstance(value, list):
        for entry in value:
            yield from empty(where, entry)


def wrong(where: str, rule: str, value: Any) -> Iterator[str]:
    """Whether a value is of another kind than it should be."""
    word, _space, kind = rule.partition(" ")
    if word in {"one", "many"}:
        values = [value] if word == "one" else value
        for entry in values:
            if not isinstance(entry, dict) or entry.get("type") != f"{SCHEMA}{kind}":
                yield f"{where} is no {kind}"
            elif entry.get("deleted"):
                yield f"{where} is deleted"
            else:
                yield from faults(entry, inside=True)
        return
    if not FITS[word](value):
        yield f"{where} is no {word}: {value!r:.80}"


def is_url(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https?://[!-~]+", value) is not None


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_moment(value: Any) -> bool:
    return isinstance(value, str) and bool(MOMENT.fullmatch(value)) and bool(datetime.fromisoformat(value))


def is_day(value: Any) -> bool:
    return isinstance(value, str) and bool(DAY.fullmatch(value)) and bool(date.fromisoformat(value))


def is_feature(value: Any) -> bool:
    return isinstance(value, dict) and value["type"] == "Feature" and {"geometry", "properties"} <= set(value)


FITS = {
    "url": is_url,
    "urls": lambda value: isinstance(value, list) and all(map(is_url, value)) and len(set(value)) == len(value),
    "text": is_text,
    "texts": lambda value: isinstance(value, list) and all(map(is_text, value)),
    "moment": is_moment,
    "day": is_day,
    "flag": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "geojson": is_feature,
}
