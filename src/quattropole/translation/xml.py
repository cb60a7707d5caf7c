"""XML from elsewhere, read without trust: no document type, no entities, nothing loaded from anywhere, no giants."""

import re
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from lxml import etree

LIMIT = 20 * 1024 * 1024
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML file can hold as they are (XML 1.0, section 2.2)."""
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Signs that no database column can hold."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class XmlProblem(Exception):
    """The file cannot be read; the message says why, in the reader's language."""


def parse(content: bytes) -> Any:
    """The root element; raises `XmlProblem`."""
    if not content.strip():
        raise XmlProblem(_("The file is empty."))
    if len(content) > LIMIT:
        raise XmlProblem(_("The file is too large: at most %(limit)s.") % {"limit": filesizeformat(LIMIT)})
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in content:
            raise XmlProblem(_no_types()) from error
        line = error.lineno or 1
        raise XmlProblem(_("Line %(line)s: this is no XML that can be read.") % {"line": line}) from error
    if root.getroottree().docinfo.doctype:
        raise XmlProblem(_no_types())
    return root


def _no_types() -> str:
    return _("The file declares a document type or entities. Such files are not read.")


def name_of(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace_of(element: Any) -> str:
    """The namespace of an element."""
    return etree.QName(element).namespace or "" if isinstance(element.tag, str) else ""
