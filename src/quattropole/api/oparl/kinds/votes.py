"""Results of votes, as a member of the vendor: OParl has no word for them. Exact figures, as in docs/results.md."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from quattropole.api.oparl.kinds.book import Book
from quattropole.api.oparl.writing import Content, moment
from quattropole.decisions.models import Vote
from quattropole.decisions.queries.result_documents import majorities
from quattropole.texts.localized import Localized


def has_result(vote: Vote) -> bool:
    """Whether a result was declared and is stored."""
    return vote.state == Vote.State.DECLARED and bool(vote.result.get("counts"))


def outcome(book: Book, vote: Vote) -> Localized:
    """Carried or not, elected or not, in each language."""
    carried = bool(vote.result.get("carried"))
    words: dict[str, str] = {}
    for language in book.languages:
        with translation.override(language):
            if vote.election_id is None:
                words[language] = _("Carried") if carried else _("Not carried")
            else:
                words[language] = _("Elected") if carried else _("Not elected")
    return Localized(words)


def result_of(vote: Vote) -> Content | None:
    """A declared result; votes are whole numbers, or exact fractions such as "3/2"."""
    if not has_result(vote):
        return None
    result = vote.result
    measured = result.get("tally") or result.get("outcome") or {}
    counts = dict(result["counts"])
    return {
        "kind": result.get("kind"),
        "matter": vote.matter,
        "method": vote.method,
        "unit": vote.unit,
        "round": vote.round,
        "carried": bool(result.get("carried")),
        "sentence": dict(result.get("texts", {})),
        "notVoted": counts.pop("not_voted", 0),
        "counts": counts,
        "names": result.get("names", {}),
        "votesCast": measured.get("votes_cast", 0),
        "majorities": [_majority(told) for told in majorities(measured)],
        "openedAt": moment(vote.opened_at),
        "closedAt": moment(vote.closed_at),
        "declaredAt": moment(vote.declared_at),
    }


def _majority(told: dict[str, Any]) -> Content:
    return {
        "base": told["base"],
        "baseVotes": told["base_votes"],
        "threshold": told["threshold"],
        "strict": told["strict"],
        "relative": told["relative"],
        "needed": told["needed"],
        "reached": told["reached"],
        "met": told["met"],
    }
