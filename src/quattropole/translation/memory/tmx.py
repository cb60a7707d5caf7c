"""The memory for other programs: TMX 1.4b (LISA OSCAR 2005)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from lxml import etree

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.texts.segments import LETTER
from quattropole.translation.memory.marks import digest_of
from quattropole.translation.memory.pairs import LONGEST
from quattropole.translation.memory.searching import visible_sentences
from quattropole.translation.memory.taking import catch_up, keep
from quattropole.translation.models import Sentence
from quattropole.translation.xml import NOT_IN_XML, XML_LANG, XmlProblem, name_of, parse

PAIRS_AT_MOST = 100_000


@dataclass(frozen=True, slots=True)
class TmxLine:
    """Something wrong in a file: in which line, what."""

    line: int
    text: str


class TmxProblem(NotPossible):
    """The file cannot be taken; `lines` says why."""

    def __init__(self, lines: Sequence[TmxLine]) -> None:
        super().__init__(_("Nothing was imported: the file has problems."))
        self.lines = lines


def export_tmx(viewer: Viewer, source: str, target: str) -> bytes:
    """The sentences of one pair of languages that the viewer may see."""
    catch_up()
    root = etree.Element("tmx", {"version": "1.4"})
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "QuattroPole",
            "creationtoolversion": "1",
            "segtype": "sentence",
            "o-tmf": "QuattroPole",
            "adminlang": "en",
            "srclang": source,
            "datatype": "plaintext",
        },
    )
    body = etree.SubElement(root, "body")
    found = visible_sentences(viewer).filter(source_language=source, target_language=target).order_by("pk")
    for one, other in dict.fromkeys(found.values_list("source", "target")):
        unit = etree.SubElement(body, "tu")
        for language, words in ((source, one), (target, other)):
            variant = etree.SubElement(unit, "tuv", {XML_LANG: language})
            etree.SubElement(variant, "seg").text = NOT_IN_XML.sub("", words)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def import_tmx(content: bytes, *, audience: str = Audience.NETWORK, by: Viewer) -> int:
    """Take the pairs of a file into the memory, all or none; how many are new.

    Raises `XmlProblem` for what is no TMX, `TmxProblem` with a line for each thing that is wrong.
    """
    require(by.is_secretariat, _("Only the secretariat may do this."))
    if audience not in {Audience.PUBLIC, Audience.NETWORK, Audience.SECRETARIAT}:
        raise NotPossible(_("Say for whom the sentences are."))
    root = parse(content)
    if name_of(root) != "tmx":
        raise XmlProblem(_("This is XML, but no TMX."))
    problems: list[TmxLine] = []
    pairs = list(_pairs(root, by.network.languages, problems))
    if problems:
        raise TmxProblem(problems)
    if not pairs:
        raise TmxProblem([TmxLine(1, _("There is no sentence in two languages of the network in this file."))])
    with transaction.atomic():
        known = set(
            Sentence.objects.filter(origin="").values_list("source_language", "target_language", "source", "target")
        )
        new = [sentence_of(pair, audience, by) for pair in dict.fromkeys(pairs) if pair not in known]
        keep(new)
        record("translation memory imported", by.network, by=by.person, network=by.network, sentences=len(new))
    return len(new)


Found = tuple[str, str, str, str]


def sentence_of(pair: Found, audience: str, by: Viewer) -> Sentence:
    """An imported pair, not yet saved."""
    source_language, target_language, source, target = pair
    return Sentence(
        network=by.network,
        audience=audience,
        source_language=source_language,
        target_language=target_language,
        source=source,
        target=target,
        digest=digest_of(source_language, source),
        at=clock.now(),
        by=str(by.person or ""),
    )


def _pairs(root: Any, languages: Iterable[str], problems: list[TmxLine]) -> Iterator[Found]:
    allowed, count = set(languages), 0
    for unit in root.iter():
        if name_of(unit) != "tu" or len(problems) >= 100:
            continue
        said: dict[str, str] = {}
        for variant in (child for child in unit if name_of(child) == "tuv"):
            language = (variant.get(XML_LANG) or variant.get("lang") or "").lower().replace("_", "-").partition("-")[0]
            segment = next((child for child in variant if name_of(child) == "seg"), None)
            words = "".join(segment.itertext()).strip() if segment is not None else ""
            if not language:
                problems.append(TmxLine(variant.sourceline or 0, _("The language is missing.")))
            elif len(words) > LONGEST:
                problems.append(TmxLine(variant.sourceline or 0, _("The sentence is too long.")))
            elif language in allowed and LETTER.search(words):
                said[language] = words
        count += 1
        if count > PAIRS_AT_MOST:
            problems.append(TmxLine(unit.sourceline or 0, _("The file holds too many sentences.")))
            return
        for one, other in permutations(said, 2):
            yield one, other, said[one], said[other]
