"""Office files become PDF, in the background, where a program that converts is configured."""

import secrets

from django.core.files import File

from quattropole.meetings import office
from quattropole.meetings.filetypes import claimed
from quattropole.meetings.models import Paper


def may_be_converted(paper: Paper) -> bool:
    """Whether there is still a PDF to be made of the paper's file."""
    kind = claimed(paper.name)
    return office.is_configured() and not paper.pdf and kind is not None and kind.ending in office.CONVERTED


def convert_paper(paper: Paper) -> bool:
    """Make the PDF of an office file, unless it is there; returns whether there is one. Nothing else changes."""
    kind = claimed(paper.name)
    if not may_be_converted(paper) or kind is None:
        return bool(paper.pdf)
    try:
        with paper.file.open("rb") as file, office.converted(file.chunks(), kind.ending) as made:
            if made is None:
                return False
            path, pages = made
            with path.open("rb") as content:
                paper.pdf.save(f"{secrets.token_hex(16)}.pdf", File(content), save=False)
    except FileNotFoundError:
        return False
    if Paper.objects.filter(pk=paper.pk, pdf="").update(pdf=str(paper.pdf.name), pages=pages):
        paper.pages = pages
        return True
    paper.pdf.storage.delete(str(paper.pdf.name))
    return False
