"""PDF files as people send them, made for a test."""

import io
from collections.abc import Sequence

import pikepdf
import typst
from PIL import Image

SOURCE = """
#set document(title: sys.inputs.title)
#set text(lang: sys.inputs.lang)
#set page(width: eval(sys.inputs.width), height: eval(sys.inputs.height), margin: 15mm)
#for number in range(int(sys.inputs.pages)) {
  if number > 0 { pagebreak() }
  heading(level: 1, [#sys.inputs.title #(number + 1)])
  [#sys.inputs.words #link("https://example.org")[link]]
  table(columns: 2, table.header([a], [b]), [#(number + 1)], [c])
}
"""


def make_pdf(
    title: str = "Bericht",
    *,
    pages: int = 1,
    language: str = "de",
    words: str = "Über die Brücke.",
    size: tuple[str, str] = ("210mm", "297mm"),
    rotate: int = 0,
    tagged: bool = True,
) -> bytes:
    """A document with a heading, a sentence, a link and a table on every page."""
    inputs = {"title": title, "lang": language, "words": words, "pages": str(pages)}
    made = typst.compile(
        SOURCE.encode(),
        sys_inputs={**inputs, "width": size[0], "height": size[1]},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"] if tagged else ["1.7"],
    )
    assert isinstance(made, bytes)
    if tagged and not rotate:
        return made
    with pikepdf.open(io.BytesIO(made)) as pdf:
        if not tagged:
            _without_tags(pdf)
        for page in pdf.pages:
            page.Rotate = rotate
        return written(pdf)


def _without_tags(pdf: pikepdf.Pdf) -> None:
    for name in ("/StructTreeRoot", "/MarkInfo"):
        del pdf.Root[name]
    for page in pdf.pages:
        del page.obj["/StructParents"]
        page.obj.Contents = pdf.make_stream(
            pikepdf.unparse_content_stream(
                [part for part in pikepdf.parse_content_stream(page) if str(part.operator) not in {"BDC", "BMC", "EMC"}]
            )
        )


def written(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]  # options of pikepdf, given by the tests
    return out.getvalue()


def make_scan(pages: int = 1, *, side: int = 200) -> bytes:
    """A document of pictures without text, as a copying machine sends it."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        image = pikepdf.Stream(pdf, b"\x80" * (side * side))
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width = image.Height = side
        image.BitsPerComponent, image.ColorSpace = 8, pikepdf.Name.DeviceGray
        page.add_resource(image, pikepdf.Name.XObject, pikepdf.Name("/Im0"))
        page.contents_add(b"q 500 0 0 700 40 70 cm /Im0 Do Q")
    return written(pdf)


def make_picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture of one colour; `kind`: PNG or JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, "#1d4f91").save(out, kind)
    return out.getvalue()


def text_of(pages: Sequence[str]) -> str:
    """The pages' text on one line, as a search reads it."""
    return " ".join(" ".join(pages).split())
