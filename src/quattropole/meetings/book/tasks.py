"""Background work on papers: office files become PDF, and meeting books are made."""

from django_scopes import scope
from django_tasks import task

from quattropole.meetings.actions.books import bind_book
from quattropole.meetings.actions.converting import convert_paper
from quattropole.meetings.models import MeetingBook, Paper
from quattropole.network.clock import wind
from quattropole.network.models import Network


@task()
def bind_meeting_book(network: int, pk: int) -> None:
    """Make a meeting book that was asked for."""
    wind()
    with scope(network=Network.objects.get(pk=network)):
        wanted = MeetingBook.objects.select_related(
            "meeting__organ", "meeting__host_city", "meeting__network", "network"
        )
        book = wanted.filter(pk=pk).first()
        if book is not None:
            bind_book(book)


@task()
def convert_office_file(network: int, pk: int) -> None:
    """Turn an office file that was added into a PDF for the book."""
    wind()
    with scope(network=Network.objects.get(pk=network)):
        paper = Paper.objects.filter(pk=pk).first()
        if paper is not None:
            convert_paper(paper)
