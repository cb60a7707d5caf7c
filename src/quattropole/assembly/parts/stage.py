"""The current item: what is to be decided, in every language, and the result once it is declared."""

from django.utils import translation

from quattropole.assembly.parts.screens import Kind, Part, Screen
from quattropole.assembly.parts.showing import languages_of, show
from quattropole.assembly.queries.floor import floor_of
from quattropole.assembly.queries.stage import Stage, stage_of
from quattropole.decisions.queries import cities_by_slug
from quattropole.live import Topic
from quattropole.meetings.models import Meeting

LENGTHS = (("short", 220), ("medium", 480), ("long", 900))
"""How large a wording is set in the hall: by its characters, so that the last row can read it."""


def render(meeting: Meeting, screen: Screen) -> str:
    """What everybody looks at."""
    with translation.override(languages_of(meeting, screen)[0]):
        stage = stage_of(meeting, screen.audiences)
    return show(
        "stage",
        meeting,
        screen,
        floor=floor_of(meeting),
        stage=stage,
        view=stage.view,
        length=length_of(stage),
        is_gallery=screen.kind is Kind.GALLERY,
        cities=cities_by_slug() if stage.view is not None and stage.view.result else {},
    )


def length_of(stage: Stage) -> str:
    """The size class of the longest wording; "none" where it is too long to be read from far away."""
    longest = max((len(words.title) + len(words.body) for words in stage.words), default=0)
    return next((name for name, most in LENGTHS if longest <= most), "none")


PART = Part(
    name="stage",
    kinds=frozenset(Kind),
    topics=frozenset(
        {Topic.MEETING, Topic.FLOOR, Topic.AGENDA, Topic.VOTES, Topic.AMENDMENTS, Topic.MOTIONS, Topic.SPEAKERS}
    ),
    render=render,
)
