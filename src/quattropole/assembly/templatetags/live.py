"""Tags for screens that speak several languages at once."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from quattropole import clock
from quattropole.decisions.queries import ChoiceLine, ResultView
from quattropole.decisions.queries.choices import is_candidate
from quattropole.texts.markdown import render

register = template.Library()


class InLanguages(template.Node):
    """What stands between the tags, once for each language."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, languages: FilterExpression) -> None:
        self.nodelist = nodelist
        self.languages = languages

    def render(self, context: Context) -> SafeString:
        """One language stands for itself; several are marked, and what they say alike is said once."""
        languages: Sequence[str] = self.languages.resolve(context)
        said: dict[str, str] = {}
        for language in languages:
            with translation.override(language), context.push(LANGUAGE_CODE=language):
                said.setdefault(self.nodelist.render(context).strip(), language)
        if len(languages) == 1:
            return mark_safe(next(iter(said)))  # noqa: S308 - rendered by a template
        if len(said) == 1:
            return format_html("<span>{}</span>", mark_safe(next(iter(said))))  # noqa: S308 - rendered by a template
        words = ((language, mark_safe(text)) for text, language in said.items())  # noqa: S308 - the same
        return format_html('<span class="qp-both">{}</span>', format_html_join("", '<span lang="{}">{}</span>', words))


@register.tag
def inlanguages(parser: Parser, token: Token) -> InLanguages:
    """`{% inlanguages languages %}…{% endinlanguages %}`: the same words in each of the languages."""
    _name, languages = token.split_contents()
    nodelist = parser.parse(("endinlanguages",))
    parser.delete_first_token()
    return InLanguages(nodelist, parser.compile_filter(languages))


@register.filter
def plain_markdown(text: str) -> SafeString:
    """Markdown as safe HTML, its highest heading below those of the page."""
    return render(text, 4)


@register.simple_tag
def the_time() -> datetime:
    """Now, by the clock of the platform."""
    return clock.now()


@register.filter
def is_some(votes: object) -> bool:
    """Whether a figure is more than nought."""
    return str(votes) not in {"", "0"}


@register.filter
def is_candidacy(choice: ChoiceLine) -> bool:
    """Whether a choice is a candidate."""
    return is_candidate(choice.key)


@register.filter
def is_contest(result: ResultView) -> bool:
    """Whether several candidates stood against each other."""
    return sum(is_candidate(choice.key) for choice in result.choices) > 1


@register.filter
def plain_choices(result: ResultView) -> list[ChoiceLine]:
    """The choices to show as figures: no candidates where several stood, no invalid votes where there were none."""
    contest = is_contest(result)
    return [
        choice
        for choice in result.choices
        if not (contest and is_candidate(choice.key)) and (choice.key != "invalid" or is_some(choice.votes))
    ]
