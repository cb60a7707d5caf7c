"""In which languages the passages of minutes are written."""

from quattropole.minutes.models import Minutes
from quattropole.texts.queries import missing_or_behind


def behind(minutes: Minutes) -> list[str]:
    """The binding languages in which a written passage is missing or outdated; of minutes from `whole`."""
    found = {
        language
        for section in minutes.sections.all()
        for passage in section.passages.all()
        if any(wording.body for wording in passage.text.wordings.all())
        for language in missing_or_behind(passage.text)
    }
    return [language for language in minutes.network.authentic_languages if language in found]
