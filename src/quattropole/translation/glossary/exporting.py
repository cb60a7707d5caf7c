"""The glossary for other programs: TBX (ISO 30042:2019, TBX-Basic in DCA style) and CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

from lxml import etree

from quattropole.network.models import Network
from quattropole.translation.models import Term

TBX = "urn:iso:std:iso:30042:ed-2"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS = {
    "names": "preferredTerm-admn-sts",
    "also": "admittedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}


def tbx(network: Network, terms: Iterable[Term]) -> bytes:
    """All terms with their forms, as concepts."""
    root = etree.Element("tbx", {"style": "dca", "type": "TBX-Basic", XML_LANG: network.languages[0]}, {None: TBX})
    description = etree.SubElement(etree.SubElement(etree.SubElement(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    etree.SubElement(description, "p").text = network.name
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for term in terms:
        entry = etree.SubElement(body, "conceptEntry", {"id": f"c-{term.slug}"})
        if term.field is not None:
            etree.SubElement(entry, "descrip", {"type": "subjectField"}).text = str(term.field.names)
        for language in network.languages:
            _language(entry, term, language)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _language(entry: etree._Element, term: Term, language: str) -> None:
    forms = [(form, status) for form, status in _forms(term, language)]
    if not forms:
        return
    section = etree.SubElement(entry, "langSec", {XML_LANG: language})
    if term.note.get(language):
        etree.SubElement(section, "note").text = term.note[language]
    for form, status in forms:
        written = etree.SubElement(section, "termSec")
        etree.SubElement(written, "term").text = form
        etree.SubElement(written, "termNote", {"type": "administrativeStatus"}).text = status


def _forms(term: Term, language: str) -> Iterable[tuple[str, str]]:
    if term.names.get(language):
        yield term.names[language], STATUS["names"]
    yield from ((form, STATUS["also"]) for form in term.also.get(language, ()))
    yield from ((form, STATUS["forbidden"]) for form in term.forbidden.get(language, ()))


def as_csv(network: Network, terms: Sequence[Term]) -> str:
    """A line a term: for each language the form to use, further right ones, and those not to use."""
    written = io.StringIO()
    rows = csv.writer(written)
    heads = [f"{name}_{language}" for language in network.languages for name in ("name", "also", "not", "note")]
    rows.writerow(["term", *heads, "field", "assumed"])
    for term in terms:
        cells = []
        for language in network.languages:
            cells += [
                term.names.get(language, ""),
                "; ".join(term.also.get(language, ())),
                "; ".join(term.forbidden.get(language, ())),
                term.note.get(language, ""),
            ]
        rows.writerow(
            [_plain(cell) for cell in (term.slug, *cells, str(term.field or ""), "yes" if term.assumed else "")]
        )
    return written.getvalue()


def _plain(cell: str) -> str:
    """No cell is taken for a formula by a spreadsheet."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell
