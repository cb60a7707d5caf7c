"""A declared result for machines: exact figures, every language, one shape with a version (docs/results.md)."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from quattropole.decisions.models import Resolution, Vote
from quattropole.decisions.queries.choices import is_candidate
from quattropole.decisions.queries.results import is_met

FORMAT = "quattropole.result"
VERSION = 1
MEASURED = ("base", "base_votes", "threshold", "strict", "needed", "reached")


def result_document(vote: Vote) -> dict[str, Any] | None:
    """The result of a declared vote, whose `item.meeting.organ` is at hand; None where none is stored.

    Votes are whole numbers, or exact fractions such as "3/2".
    """
    result, organ = vote.result, vote.item.meeting.organ
    if not result.get("counts"):
        return None
    measured = result.get("tally") or result.get("outcome") or {}
    counts = dict(result["counts"])
    findings = result.get("findings", {})
    return {
        "format": FORMAT,
        "version": VERSION,
        "network": vote.network.slug,
        "organ": {"key": organ.key, "names": dict(organ.names)},
        "meeting": {"id": vote.item.meeting_id, "starts_at": _moment(vote.item.meeting.starts_at)},
        "vote": _vote(vote),
        "carried": bool(result["carried"]),
        "sentence": dict(result.get("texts", {})),
        "not_voted": counts.pop("not_voted", 0),
        "counts": counts,
        "per_mille": dict(result.get("per_mille", {})),
        "votes_cast": measured.get("votes_cast", 0),
        "entitled": result.get("entitled"),
        "void": dict(result.get("void", {})),
        "paper": result.get("paper", 0),
        "casting": result.get("casting", "") if measured.get("decided_by_chair") else "",
        "majorities": majorities(measured),
        "cities": [{"city": city, "counts": dict(votes)} for city, votes in result.get("cities", {}).items()],
        "cities_withheld": bool(result.get("is_withheld")),
        "election": _election(vote) if result["kind"] == "election" else None,
        "statutes": findings.get("statutes", ""),
        "on": findings.get("on", ""),
        "verdicts": [_verdict(verdict) for verdict in findings.get("verdicts", [])],
        "resolution": _resolution(vote),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "id": vote.pk,
        "kind": vote.result["kind"],
        "matter": vote.matter,
        "method": vote.method,
        "unit": vote.unit,
        "round": vote.round,
        "choices": list(vote.choices),
        "titles": dict(vote.titles),
        "bodies": dict(vote.bodies),
        "opened_at": _moment(vote.opened_at),
        "closed_at": _moment(vote.closed_at),
        "declared_at": _moment(vote.declared_at),
        "ballots_sha256": vote.ballots_digest,
    }


def majorities(measured: dict[str, Any]) -> list[dict[str, Any]]:
    """The main majority, then those that had to hold beside it."""
    if not measured.get("base"):
        return []
    return [
        {
            **{key: told.get(key) for key in MEASURED},
            "relative": bool(told.get("relative")),
            "met": is_met(told) if told.get("reached") is not None else None,
        }
        for told in (measured, *(measured.get("parts") or []))
    ]


def _election(vote: Vote) -> dict[str, Any]:
    result, election = vote.result, vote.election
    outcome, lot = result["outcome"], result.get("lot") or {}
    if election is None:
        raise ValueError(f"vote {vote.pk} is no round of an election")
    votes = {choice: number for choice, number in result["counts"].items() if is_candidate(choice)}
    return {
        "office": {"key": election.office.key, "names": dict(election.office.names)},
        "term": {
            "begins": election.term_begins.isoformat(),
            "ends": election.term_ends.isoformat() if election.term_ends else None,
        },
        "places": result.get("places", 1),
        "candidates": [
            {"mark": mark, "names": dict(result["names"][mark]), "votes": number, "elected": mark in outcome["elected"]}
            for mark, number in sorted(votes.items(), key=lambda entry: (-Fraction(entry[1]), entry[0]))
        ],
        "elected": list(outcome["elected"]),
        "run_off": list(outcome["run_off"]),
        "tied": list(outcome["tied"]),
        "lot": {"seed": lot["seed"], "between": list(lot["between"]), "drawn": list(lot["drawn"])} if lot else None,
    }


def _verdict(verdict: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": verdict["rule"],
        "outcome": verdict["outcome"],
        "effect": verdict["effect"],
        "cite": verdict["cite"],
        "url": verdict.get("url", ""),
        "assumed": bool(verdict.get("assumed")),
        "texts": dict(verdict["texts"]),
    }


def _resolution(vote: Vote) -> dict[str, Any] | None:
    entry = Resolution.objects.filter(vote=vote).select_related("organ").first()
    if entry is None:
        return None
    return {
        "organ": entry.organ.key,
        "label": entry.label,
        "adopted_on": entry.adopted_on.isoformat(),
        "sha256": entry.digest,
    }
