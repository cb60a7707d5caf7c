"""One structure tree for the whole book: those of the papers are taken over, the others get one.

ISO 32000-1, 14.7: every page with tagged content has a key (`StructParents`) under which the parent tree lists the
elements of its marks, and so has every annotation that is tagged (`StructParent`). Papers that come together all begin
at 0; each moves up to keys of its own.
"""

from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String


class Tags:
    """The structure tree that grows with the book."""

    def __init__(self, out: pikepdf.Pdf, language: str) -> None:
        self.out = out
        self.root = out.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.element("Document", self.root, Lang=String(language))
        self.root.K = Array([self.document])
        self.parents: list[tuple[int, Object]] = []
        self.roles = Dictionary()
        self.classes = Dictionary()
        self.namespaces: list[Object] = []
        self.next_key = 0
        self._ids = 0

    def element(self, kind: str, parent: Object, **entries: Object) -> Object:
        """A structure element; it is not yet among its parent's kids."""
        element = Dictionary(Type=Name.StructElem, S=Name("/" + kind), P=parent, K=Array())
        for name, value in entries.items():
            element["/" + name] = value
        return self.out.make_indirect(element)

    def section(self, title: str, language: str) -> Object:
        """A part of the book, in the order in which it is read."""
        section = self.element("Sect", self.document, T=String(title), Lang=String(language))
        self.document.K.append(section)
        return section

    def adopt(self, source: pikepdf.Pdf, pages: Sequence[pikepdf.Page]) -> list[Object]:
        """Take over the tree of a document whose pages are in the book already; returns its highest elements.

        The keys of the pages are moved here; the caller gives the elements a parent (`own`).
        """
        tree = source.Root.StructTreeRoot
        if not tree.is_indirect:
            tree = source.make_indirect(tree)
        copied = self.out.copy_foreign(tree)
        base = self.next_key
        highest = base - 1
        for key, value in _entries(copied.get("/ParentTree")):
            self.parents.append((base + key, value))
            highest = max(highest, base + key)
        for owner, name in _keyed(pages):
            key = base + int(owner[name])
            owner[name] = key
            highest = max(highest, key)
        self.next_key = highest + 1
        renamed = self._merge_roles(copied.get("/RoleMap"))
        self._merge_classes(copied.get("/ClassMap"))
        self.namespaces += list(copied.get("/Namespaces", []))
        kids = _as_list(copied.get("/K"))
        if renamed or "/IDTree" in copied:
            self._ids += 1
            for element in _elements(kids):
                _rename(element, renamed, self._ids)
        return kids

    def own(self, parent: Object, kids: Sequence[Object]) -> None:
        """Make the elements kids of the parent. A document inside the book is an article of it."""
        for kid in kids:
            if not isinstance(kid, Dictionary) or "/S" not in kid:
                continue
            kid.P = parent
            if Name.Document == kid.S:
                kid.S = Name.Art
            parent.K.append(kid)

    def page_element(self, page: pikepdf.Page, parent: Object, text: str, nothing: str) -> None:
        """One element for a page without tags: its text where it has some, else what it is.

        The caller puts the page's content between `BDC` with the mark 0 and `EMC`.
        """
        said = {"ActualText": String(text)} if text else {"Alt": String(nothing)}
        element = self.element("P" if text else "Figure", parent, Pg=page.obj, **said)
        element.K = 0
        parent.K.append(element)
        page.obj.StructParents = self.next_key
        self.parents.append((self.next_key, Array([element])))
        self.next_key += 1

    def link(self, page: pikepdf.Page, parent: Object, annotation: Object) -> None:
        """A link of the page as an element of its own."""
        element = self.element("Link", parent, Pg=page.obj)
        element.K = Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page.obj)
        parent.K.append(element)
        annotation.StructParent = self.next_key
        self.parents.append((self.next_key, element))
        self.next_key += 1

    def finish(self) -> None:
        """Write the tree into the book."""
        numbers = Array()
        for key, value in sorted(self.parents, key=lambda entry: entry[0]):
            numbers.append(key)
            numbers.append(value)
        self.root.ParentTree = self.out.make_indirect(Dictionary(Nums=numbers))
        self.root.ParentTreeNextKey = self.next_key
        for name, content in (("/RoleMap", self.roles), ("/ClassMap", self.classes)):
            if len(content):
                self.root[name] = content
        if self.namespaces:
            self.root.Namespaces = Array(self.namespaces)
        self.out.Root.StructTreeRoot = self.root
        self.out.Root.MarkInfo = Dictionary(Marked=True)

    def _merge_roles(self, roles: Object | None) -> dict[str, str]:
        """Take over what a document's own kinds of elements stand for; returns those that had to be renamed."""
        renamed: dict[str, str] = {}
        if not isinstance(roles, Dictionary):
            return renamed
        for kind, role in roles.items():
            known = self.roles.get(kind)
            if known is not None and known != role:
                renamed[kind] = f"{kind}-{len(self.roles)}"
                kind = renamed[kind]
            self.roles[kind] = role
        return renamed

    def _merge_classes(self, classes: Object | None) -> None:
        if isinstance(classes, Dictionary):
            for name, value in classes.items():
                if name not in self.classes:
                    self.classes[name] = value


def first_page(element: Object, depth: int = 0) -> tuple[int, int] | None:
    """The page (its object's number) on which the element, or the first of its kids, stands."""
    if not isinstance(element, Dictionary) or depth > 40:
        return None
    page = element.get("/Pg")
    if isinstance(page, Dictionary):
        return page.objgen
    for kid in _as_list(element.get("/K")):
        found = first_page(kid, depth + 1)
        if found is not None:
            return found
    return None


def _as_list(kids: Object | int | None) -> list[Object]:
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]  # type: ignore[list-item]  # a mark is a bare number


def _entries(node: Object | None, depth: int = 0) -> Iterator[tuple[int, Object]]:
    """What a number tree holds."""
    if not isinstance(node, Dictionary) or depth > 30:
        return
    numbers = node.get("/Nums")
    if isinstance(numbers, Array):
        flat = list(numbers)
        for key, value in zip(flat[::2], flat[1::2], strict=False):
            yield int(key), value
    for kid in _as_list(node.get("/Kids")):
        yield from _entries(kid, depth + 1)


def _keyed(pages: Sequence[pikepdf.Page]) -> Iterator[tuple[Object, str]]:
    """Everything on the pages that carries a key of the parent tree, once each."""
    seen: set[tuple[int, int]] = set()
    for page in pages:
        if "/StructParents" in page.obj:
            yield page.obj, "/StructParents"
        for annotation in _as_list(page.obj.get("/Annots")):
            if isinstance(annotation, Dictionary) and "/StructParent" in annotation:
                yield annotation, "/StructParent"
        yield from _keyed_objects(page.obj.get("/Resources"), seen)


def _keyed_objects(resources: Object | None, seen: set[tuple[int, int]]) -> Iterator[tuple[Object, str]]:
    objects = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    for drawn in objects.values() if isinstance(objects, Dictionary) else ():
        if not isinstance(drawn, pikepdf.Stream) or drawn.objgen in seen:
            continue
        seen.add(drawn.objgen)
        for name in ("/StructParents", "/StructParent"):
            if name in drawn:
                yield drawn, name
        yield from _keyed_objects(drawn.get("/Resources"), seen)


def _elements(kids: Sequence[Object]) -> Iterator[Object]:
    waiting = [kid for kid in kids if isinstance(kid, Dictionary)]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [kid for kid in _as_list(element.get("/K")) if isinstance(kid, Dictionary) and "/S" in kid]


def _rename(element: Object, renamed: dict[str, str], number: int) -> None:
    """Give kinds and identifiers, by which cells name their heads, names that no other paper uses."""
    kind = str(element.get("/S", ""))
    if kind in renamed:
        element.S = Name(renamed[kind])
    if "/ID" in element:
        element.ID = _unique(element.ID, number)
    for attributes in _as_list(element.get("/A")):
        if isinstance(attributes, Dictionary) and "/Headers" in attributes:
            attributes.Headers = Array([_unique(head, number) for head in _as_list(attributes.Headers)])


def _unique(identifier: Object, number: int) -> String:
    return String(b"%d-" % number + bytes(identifier))
