"""Proposals, amendments, and texts as amendments left them."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions
from quattropole.decisions.models import Amendment, Placement, Proposal, Resolution, Vote
from quattropole.decisions.queries import wording_under
from quattropole.decisions.queries.facts import texts_present
from quattropole.decisions.queries.rewording import PENDING, Said, label_of, reading_of, version_of
from quattropole.decisions.rules import is_drafter, is_mover, visible_amendments, visible_proposals
from quattropole.meetings.rules import visible_items
from quattropole.texts.localized import Localized
from quattropole.texts.models import State
from quattropole.texts.queries import localized, wordings_of
from quattropole.translation.deadlines import Calendar
from quattropole.translation.sources.base import Side, Source, Unit, Words, Writing
from quattropole.translation.sources.texts import changes_of, lacking, reviewed_text, sides_of

OPEN = (Proposal.State.DRAFT, Proposal.State.PROPOSED)


class Proposals(Source):
    """Proposals that can still be written: open ones, and decided ones whose resolution waits for a language."""

    key = "proposal"
    label = gettext_lazy("Proposal")
    subjects = ("texts.text", "decisions.proposal")

    def units(self, viewer: Viewer, pks: Iterable[int] | None = None, wanted: Sequence[str] = ()) -> list[Unit]:
        found = visible_proposals(viewer)
        if pks is not None:
            found = found.filter(pk__in=set(pks))
        else:
            due = Vote.objects.filter(
                proposal=OuterRef("pk"), state=Vote.State.DECLARED, result__carried=True, resolution__isnull=True
            )
            found = found.filter(Q(state__in=OPEN) | Q(Exists(due), state=Proposal.State.DECIDED))
        calendar = Calendar(viewer)
        return [
            _proposal(viewer, proposal, calendar)
            for proposal in _fetched(found)
            if pks is not None or lacking(proposal.text, wanted)
        ]

    def reviewed(self, unit: Unit, target: str, source: str) -> Words | None:
        return reviewed_text(Proposal.objects.values_list("text", flat=True).get(pk=unit.pk), target, source)

    def refresh(self, pks: Collection[int]) -> list[Unit]:
        """Their wordings for the memory."""
        found = Proposal.objects.filter(pk__in=pks).select_related("origin", "addressee", "text")
        return [_plain(proposal) for proposal in found.prefetch_related(wordings_of("text"))]

    def keys_of(self, subject: str, ids: Collection[int]) -> set[int]:
        """A changed wording concerns the proposal whose text it is."""
        if subject != "texts.text":
            return set(ids)
        return set(Proposal.objects.filter(text__in=ids).values_list("pk", flat=True))

    def write(self, viewer: Viewer, unit: Unit, writing: Writing) -> None:
        proposal = _fetched(visible_proposals(viewer)).get(pk=unit.pk)
        actions.write_proposal(proposal, changes_of(proposal.text, writing), by=viewer)


def _fetched(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return (
        found.select_related("origin", "addressee", "text")
        .prefetch_related(wordings_of("text"), "placements__item__meeting__organ")
        .order_by("pk")
    )


def _plain(proposal: Proposal) -> Unit:
    return Unit(
        network_id=proposal.network_id,
        source=Proposals.key,
        pk=proposal.pk,
        what=localized(proposal.text)[0],
        kind=Proposals.label,
        where=Localized(proposal.addressee.names),
        address=reverse("decisions:proposal", args=[proposal.pk]),
        audience=proposal.audience,
        languages=tuple(proposal.text.languages),
        authentic=tuple(proposal.text.authentic),
        sides=sides_of(proposal.text),
        organ=proposal.origin,
        other_organ=proposal.addressee,
    )


def _proposal(viewer: Viewer, proposal: Proposal, calendar: Calendar) -> Unit:
    plain = _plain(proposal)
    needed = calendar.first(placement.item.meeting for placement in proposal.placements.all())
    return Unit(
        **{**vars(plain), "deadline": needed, "may_write": is_drafter(viewer, proposal) and _is_writable(proposal)}
    )


def _is_writable(proposal: Proposal) -> bool:
    """Whether it can be written by its state; the action looks closer."""
    return proposal.state in {*OPEN, Proposal.State.DECIDED}


class Amendments(Source):
    """Amendments that wait, where their movers have not said all languages."""

    key = "amendment"
    label = gettext_lazy("Amendment")

    def units(self, viewer: Viewer, pks: Iterable[int] | None = None, wanted: Sequence[str] = ()) -> list[Unit]:
        found = visible_amendments(viewer).filter(state__in=PENDING)
        if pks is not None:
            found = found.filter(pk__in=set(pks))
        calendar = Calendar(viewer)
        return [
            self._unit(viewer, amendment, calendar)
            for amendment in found.select_related("placement__item__meeting__organ", "moved_by").order_by("pk")
            if pks is not None or any(language not in amendment.titles for language in self._languages(viewer, wanted))
        ]

    @staticmethod
    def _languages(viewer: Viewer, wanted: Sequence[str]) -> list[str]:
        """An amendment is said in the languages that bind; the others follow from the text."""
        return [language for language in wanted if language in viewer.network.authentic_languages]

    def _unit(self, viewer: Viewer, amendment: Amendment, calendar: Calendar) -> Unit:
        item = amendment.placement.item
        item.meeting.organ.network = item.meeting.network = viewer.network
        title = Localized({language: f"{label_of(amendment)}: {words}" for language, words in item.titles.items()})
        return Unit(
            network_id=viewer.network.pk,
            source=self.key,
            pk=amendment.pk,
            what=title,
            kind=self.label,
            where=Localized(item.meeting.organ.names),
            address=reverse("decisions:amendment", args=[amendment.pk]),
            audience=amendment.audience,
            languages=tuple(viewer.network.authentic_languages),
            authentic=tuple(viewer.network.authentic_languages),
            sides=_said(amendment.titles, amendment.bodies),
            organ=item.meeting.organ,
            deadline=calendar.day(item.meeting),
            may_write=viewer.is_secretariat or is_mover(viewer, amendment),
            has_states=False,
        )

    def write(self, viewer: Viewer, unit: Unit, writing: Writing) -> None:
        found = visible_amendments(viewer).select_related(
            "placement__item__meeting__organ", "placement__proposal__text", "moved_by", "network"
        )
        amendment = found.get(pk=unit.pk)
        now = wording_under(amendment.placement.item)
        reading = reading_of(amendment, now, amendment.network.authentic_languages)
        if reading.clashing:
            raise NotPossible(
                _("A passage that this changes reads otherwise by now. Write it against the present text.")
            )
        said = [one for one in reading.languages if one.said in {Said.CHANGED, Said.CONFIRMED}]
        titles = {one.language: one.new_title for one in said} | {writing.language: writing.words.title}
        bodies = {one.language: one.new_body for one in said} | {writing.language: writing.words.body}
        wish = actions.Wish(
            titles=titles,
            bodies=bodies,
            unchanged={*reading.confirmed, writing.language},
            reasons=amendment.reasons,
            seen=version_of(now, amendment),
        )
        actions.write_amendment(amendment, wish, by=viewer)


def _said(titles: Localized, bodies: Localized) -> dict[str, Side]:
    """What was said in each language, by people who mean it."""
    return {
        language: Side(
            language,
            words := Words(titles.get(language, ""), bodies.get(language, "")),
            State.REVIEWED,
            version_of((Localized({language: words.title}), Localized({language: words.body}))),
        )
        for language in {*titles, *bodies}
    }


class AmendedTexts(Source):
    """Texts as carried amendments left them, where a language is missing; what was carried stays."""

    key = "amended"
    label = gettext_lazy("Amended text")

    def units(self, viewer: Viewer, pks: Iterable[int] | None = None, wanted: Sequence[str] = ()) -> list[Unit]:
        registered = Resolution.objects.filter(vote__item=OuterRef("item"))
        found = Placement.objects.filter(~Exists(registered), item__in=visible_items(viewer), put_off_at__isnull=True)
        found = found.exclude(amended_titles={})
        if pks is not None:
            found = found.filter(pk__in=set(pks))
        calendar = Calendar(viewer)
        shown = found.select_related("item__meeting__organ", "proposal__origin", "proposal__addressee").order_by("pk")
        return [
            self._unit(viewer, placement, calendar)
            for placement in shown
            if pks is not None or set(wanted) - texts_present(placement.amended_titles, placement.amended_bodies)
        ]

    def _unit(self, viewer: Viewer, placement: Placement, calendar: Calendar) -> Unit:
        item = placement.item
        return Unit(
            network_id=viewer.network.pk,
            source=self.key,
            pk=placement.pk,
            what=Localized(placement.amended_titles),
            kind=self.label,
            where=Localized(item.meeting.organ.names),
            address=reverse("decisions:item_text", args=[item.pk]),
            audience=item.audience,
            languages=tuple(viewer.network.languages),
            authentic=tuple(viewer.network.authentic_languages),
            sides=_said(placement.amended_titles, placement.amended_bodies),
            organ=item.meeting.organ,
            deadline=calendar.day(item.meeting),
            may_write=is_drafter(viewer, placement.proposal),
            has_states=False,
        )

    def write(self, viewer: Viewer, unit: Unit, writing: Writing) -> None:
        placement = Placement.objects.select_related("item").get(pk=unit.pk, item__in=visible_items(viewer))
        if writing.language in texts_present(placement.amended_titles, placement.amended_bodies):
            raise NotPossible(_("This language was amended along; what was carried stays."))
        titles = Localized({writing.language: writing.words.title})
        bodies = Localized({writing.language: writing.words.body})
        actions.complete_amended(placement.item, titles=titles, bodies=bodies, by=viewer)
