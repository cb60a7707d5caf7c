"""A page and its foot: whatever the page's size and however it is turned, nothing on it is covered."""

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Object

from quattropole.meetings.book.setting import STAMP_HEIGHT

A4_WIDTH = 595.0
SMALLEST, LARGEST = 0.5, 8.0


@dataclass
class Sheet:
    """A page as a reader sees it: turned by `turned` degrees, `width` by `height` points."""

    page: pikepdf.Page
    box: tuple[float, float, float, float]
    turned: int

    @property
    def width(self) -> float:
        """Of the page as it is seen."""
        return self._across if self.turned % 180 == 0 else self._up

    @property
    def height(self) -> float:
        """Of the page as it is seen."""
        return self._up if self.turned % 180 == 0 else self._across

    @property
    def scale(self) -> float:
        """How much larger than on A4 the foot is, so that it can be read on a plan and does not fill a card."""
        return min(max(min(self.width, self.height) / A4_WIDTH, SMALLEST), LARGEST)

    @property
    def _across(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def _up(self) -> float:
        return self.box[3] - self.box[1]

    def to_page(self) -> Matrix:
        """From points as they are seen, counted from the lower left corner, to those of the page."""
        left, low, right, high = self.box
        return {
            0: Matrix(1, 0, 0, 1, left, low),
            90: Matrix(0, 1, -1, 0, right, low),
            180: Matrix(-1, 0, 0, -1, right, high),
            270: Matrix(0, -1, 1, 0, left, high),
        }[self.turned]

    def foot(self) -> list[float]:
        """The rectangle of the foot, on the page."""
        return _corners(self.to_page(), 0, 0, self.width, STAMP_HEIGHT * self.scale)

    def room(self) -> Matrix:
        """What makes the content a little smaller, so that the foot is free; its proportions stay."""
        foot = STAMP_HEIGHT * self.scale
        ratio = max(0.1, (self.height - foot) / self.height)
        seen = Matrix(ratio, 0, 0, ratio, self.width * (1 - ratio) / 2, foot)
        there = self.to_page()
        return there.inverse() @ seen @ there

    def stamp(self, out: pikepdf.Pdf, form: Object, *, make_room: bool, mark: bool) -> None:
        """Put the foot on the page, as an artifact. It is drawn before the content, which may leave anything behind.

        `make_room`: the content gives way; `mark`: it becomes the page's one marked content.
        """
        name = self.page.add_resource(form, Name.XObject, Name("/QPFoot"))
        place = Matrix(self.scale, 0, 0, self.scale, 0, 0) @ self.to_page()
        begin = [f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q {_said(place)} cm {name} Do Q EMC"]
        end = []
        if make_room:
            room = self.room()
            left, low, right, high = _corners(room, *self.box)
            clip = f"{left:.3f} {low:.3f} {right - left:.3f} {high - low:.3f} re W n"
            begin.append(f"q {clip} {_said(room)} cm")
            end.append("Q")
            self._move_annotations(room)
        if mark:
            begin.append("/P <</MCID 0>> BDC")
            end.insert(0, "EMC")
        self.page.contents_add("\n".join(begin).encode() + b"\n", prepend=True)
        if end:
            self.page.contents_add(b"\n" + "\n".join(end).encode())
        self.page.obj.MediaBox = self.page.obj.CropBox = Array(list(self.box))
        for box in ("/TrimBox", "/BleedBox", "/ArtBox"):
            if box in self.page.obj:
                del self.page.obj[box]

    def _move_annotations(self, room: Matrix) -> None:
        for annotation in self.page.obj.get("/Annots", []):
            if not isinstance(annotation, Dictionary):
                continue
            corners = [float(side) for side in annotation.get("/Rect", [])]
            if len(corners) == 4:
                annotation.Rect = Array(_corners(room, *corners))
            points = [float(side) for side in annotation.get("/QuadPoints", [])]
            if points:
                moved = [room.transform((x, y)) for x, y in zip(points[::2], points[1::2], strict=False)]
                annotation.QuadPoints = Array([side for point in moved for side in point])


def sheet_of(page: pikepdf.Page) -> Sheet:
    """The page as it is seen: what is cut away is no part of it."""
    left, low, right, high = (float(side) for side in page.cropbox)
    box = (min(left, right), min(low, high), max(left, right), max(low, high))
    turned = _rotation(page.obj) % 360
    return Sheet(page, box, turned if turned % 90 == 0 else 0)


def _rotation(node: Object | None, depth: int = 0) -> int:
    """By how much the page is turned; it may have that from the folder of pages in which it lies."""
    if not isinstance(node, Dictionary) or depth > 50:
        return 0
    return int(node["/Rotate"]) if "/Rotate" in node else _rotation(node.get("/Parent"), depth + 1)


def _corners(matrix: Matrix, left: float, low: float, right: float, high: float) -> list[float]:
    points: Sequence[tuple[float, float]] = [matrix.transform((left, low)), matrix.transform((right, high))]
    across, up = sorted(point[0] for point in points), sorted(point[1] for point in points)
    return [across[0], up[0], across[1], up[1]]


def _said(matrix: Matrix) -> str:
    return " ".join(f"{value:.5f}" for value in matrix.shorthand)
