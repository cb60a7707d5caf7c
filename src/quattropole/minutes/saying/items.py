"""An item in words: what was put, who spoke, what was moved, what was decided."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole.assembly.models import Debate, ProceduralMotion, Speech
from quattropole.decisions.forms import interest_names
from quattropole.decisions.models import Amendment
from quattropole.minutes.models import Minutes, Version
from quattropole.minutes.saying.blocks import (
    Block,
    at,
    bullets,
    difference,
    heading,
    markdown,
    paragraph,
    said,
    seated,
    sees,
    words,
)
from quattropole.minutes.saying.votes import vote_blocks
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text, language_name

Facts = dict[str, Any]
PUT_OFF = (Debate.State.ADJOURNED, Debate.State.REFERRED)


def put_blocks(item: Facts, version: Version, speakers: str) -> list[Block]:
    """What was put under an item and who spoke: what stands before its discussion."""
    return [
        *_called(item),
        *_proposal(item["proposal"], version),
        *_papers(item["papers"], version),
        *_recusals(item["recusals"], version),
        *_candidates(item["candidates"]),
        *_speeches(item["speeches"], version, speakers),
    ]


def decided_blocks(item: Facts, version: Version) -> list[Block]:
    """What was moved and decided under an item: what stands after its discussion."""
    found = list(_procedure(item["procedure"]))
    for amendment in item["amendments"]:
        found += _amendment(amendment, version)
    for vote in item["votes"]:
        found += vote_blocks(vote, version)
    for entry in item["resolutions"]:
        found += resolution_blocks(entry, version)
    if item["debate"] == Debate.State.ADJOURNED:
        found.append(paragraph(_("The item is adjourned; it is not decided in this meeting.")))
    if item["debate"] == Debate.State.REFERRED:
        told = _("The item is referred to %(organ)s; it is not decided in this meeting.")
        found.append(paragraph(told % {"organ": words(item["referred_to"])}))
    return found


def _called(item: Facts) -> Iterator[Block]:
    if not item["called_at"]:
        return
    begin, end = at(item["called_at"]), at(item["ended_at"])
    if end:
        yield paragraph(_("Dealt with from %(begin)s to %(end)s.") % {"begin": begin, "end": end})
    else:
        yield paragraph(_("Called at %(time)s.") % {"time": begin})


def _proposal(proposal: Facts, version: Version) -> Iterator[Block]:
    if not proposal:
        return
    if not sees(version, proposal["audience"]):
        yield paragraph(_("The proposal is not public."))
        return
    title = words(proposal["titles"])
    if proposal["moved_by"]:
        mover = seated(proposal["moved_by"], proposal["mover"])
        yield paragraph(_("Moved from the floor by %(seat)s: %(title)s") % {"seat": mover, "title": title})
    else:
        origin = words(proposal["origin"])
        yield paragraph(_("Proposed by %(organ)s: %(title)s") % {"organ": origin, "title": title})


def _papers(papers: list[Facts], version: Version) -> Iterator[Block]:
    seen = [paper for paper in papers if sees(version, paper["audience"])]
    if seen:
        yield heading(_("Papers"))
        yield bullets(
            _("%(title)s (%(language)s, version %(version)s)")
            % {"title": one["title"], "language": language_name(one["language"]), "version": one["version"]}
            for one in seen
        )


def _recusals(recusals: list[Facts], version: Version) -> Iterator[Block]:
    standing = [one for one in recusals if not one["lifted_at"]]
    if not standing:
        return
    if version == Version.PUBLIC:
        told = ngettext(
            "%(number)s seat does not vote on this item, because of an interest in it.",
            "%(number)s seats do not vote on this item, because of an interest in it.",
            len(standing),
        )
        yield paragraph(told % {"number": len(standing)})
        return
    interests = dict(interest_names())
    for one in standing:
        yield paragraph(
            _("%(seat)s does not vote on this item, because of an interest in it: %(interest)s.")
            % {
                "seat": seated(one["seat"], one["person"]),
                "interest": interests.get(one["interest"], one["interest"]),
            }
        )


def _candidates(candidates: list[Facts]) -> Iterator[Block]:
    standing = [_candidate(one) for one in candidates if not one["withdrawn_at"]]
    gone = [_candidate(one) for one in candidates if one["withdrawn_at"]]
    if standing:
        yield paragraph(said(_("Candidates"), ", ".join(standing)))
    if gone:
        yield paragraph(said(_("Withdrawn"), ", ".join(gone)))


def _candidate(one: Facts) -> str:
    names = [words(name) for name in one["names"]]
    return _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]} if len(names) > 1 else names[0]


def _speeches(speeches: list[Facts], version: Version, speakers: str) -> Iterator[Block]:
    if not speeches or speakers == Minutes.Speakers.NONE:
        return
    with_times = speakers == Minutes.Speakers.TIMES and version != Version.PUBLIC
    if with_times:
        yield heading(_("Speakers"))
        yield bullets(_speech(one) for one in speeches)
    else:
        names = dict.fromkeys(seated(one["seat"], one["person"]) for one in speeches)
        yield paragraph(said(_("Speakers"), "; ".join(names)))


def _speech(one: Facts) -> str:
    name = seated(one["seat"], one["person"])
    if one["kind"] == Speech.Kind.ORDER:
        name = f"{name} ({Speech.Kind.ORDER.label})"
    times = "–".join(filter(None, (at(one["called_at"]), at(one["ended_at"]))))
    return f"{times} {name}" if times else name


def _procedure(motions: list[Facts]) -> Iterator[Block]:
    if not motions:
        return
    yield heading(_("Motions on procedure"))
    for one in motions:
        told = _("%(seat)s moves: %(motion)s.") % {
            "seat": seated(one["seat"], one["person"]),
            "motion": _motion(one),
        }
        state = str(ProceduralMotion.State(one["state"]).label)
        if one["unopposed"]:
            state = _("carried without a vote, because nobody spoke against it")
        yield paragraph(f"{told} {said(_('Outcome'), state)}.")


def _motion(one: Facts) -> str:
    if one["target"]:
        return _("refer to %(organ)s") % {"organ": words(one["target"])}
    if one["seconds"]:
        length = f"{one['seconds'] // 60}:{one['seconds'] % 60:02d}"
        return _("limit the time to speak to %(time)s") % {"time": length}
    return str(ProceduralMotion.Kind(one["kind"]).label)


def _amendment(one: Facts, version: Version) -> list[Block]:
    counter = one["kind"] == Amendment.Kind.COUNTER
    label = (_("Counter-motion %(number)s") if counter else _("Amendment %(number)s")) % {"number": one["number"]}
    if not sees(version, one["audience"]):
        return [heading(label), paragraph(_("This amendment is not public."))]
    mover = seated(one["seat"], one["person"])
    found = [heading(label), paragraph(_("Moved by %(seat)s.") % {"seat": mover})]
    changed = [
        difference(Localized(one["base_titles"]), Localized(one["titles"])),
        difference(Localized(one["base_bodies"]), Localized(one["bodies"])),
    ]
    found += [block for block in changed if block is not None]
    if any(one["reasons"].values()):
        found += [paragraph(said(_("Reasons"), "")), markdown(Localized(one["reasons"]))]
    return [*found, paragraph(f"{said(_('Outcome'), Amendment.State(one['state']).label)}.")]


def resolution_blocks(entry: Facts, version: Version) -> list[Block]:
    """A resolution as the register holds it."""
    label = _("Resolution %(number)s") % {"number": entry["label"]}
    if not sees(version, entry["audience"]):
        return [heading(label), paragraph(_("This resolution is not public."))]
    adopted = day_text(date.fromisoformat(entry["adopted_on"]))
    told = _("Register of %(organ)s, number %(number)s, adopted on %(day)s.")
    return [
        heading(said(label, words(entry["titles"]))),
        paragraph(told % {"organ": words(entry["organ"]), "number": entry["label"], "day": adopted}),
        markdown(Localized(entry["bodies"]), framed=True),
        {"kind": "seal", "word": _("Entry in the register (SHA-256)"), "text": entry["digest"]},
    ]
