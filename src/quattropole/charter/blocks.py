"""The rule blocks of the charter language: how each table becomes a frozen rule."""

from fractions import Fraction

from quattropole.charter import model as m
from quattropole.charter import offices as o
from quattropole.charter import statutes as s
from quattropole.charter.reading import Block


def read_majority(block: Block) -> m.Majority:
    """``more_than``, ``at_least`` or ``relative``, exactly one; ``of`` what; ``also`` further majorities."""
    ways = [key for key in ("more_than", "at_least", "relative") if block.has(key)]
    if len(ways) != 1:
        block.problem("", "exactly one of more_than, at_least, relative", ", ".join(ways) or "none of them")
    strict = block.has("more_than")
    threshold = block.fraction("more_than" if strict else "at_least", Fraction(1, 2))
    if block.has("more_than") and threshold == 1:
        block.problem("more_than", "a share under 1", "1")
    rule = m.Majority(
        threshold=threshold,
        of=block.choice("of", m.Base, m.Base.CAST),
        strict=strict,
        relative=block.boolean("relative", False),
        also=tuple(read_majority(part) for part in block.subs("also")) if block.has("also") else (),
        source=block.source(),
    )
    block.done()
    return rule


def read_seats(block: Block) -> m.SeatGroup:
    sizes = [key for key in ("per_city", "per_population", "total") if block.has(key)]
    if len(sizes) != 1:
        block.problem("", "exactly one of per_city, per_population, total", ", ".join(sizes) or "none of them")
    group = m.SeatGroup(
        basis=block.choice("basis", m.SeatBasis),
        per_city=block.maybe_integer("per_city", least=1),
        per_population=block.maybe_integer("per_population", least=1),
        total=block.maybe_integer("total", least=1),
        at_least=block.integer("at_least", 1),
        at_most=block.maybe_integer("at_most", least=1),
        votes=block.number("votes", 1),
        votes_per_city=block.number("votes_per_city") if block.has("votes_per_city") else None,
        office=block.names("office") if block.has("office") else {},
        with_organ=block.text("with_organ") if block.has("with_organ") else None,
        source=block.source(),
    )
    block.done()
    if group.at_most is not None and group.at_most < group.at_least:
        block.problem("at_most", f"at least {group.at_least}", str(group.at_most))
    return group


def read_parity(block: Block) -> m.ParityRule:
    rule = m.ParityRule(block.choice("between", m.Parity), block.source())
    block.done()
    return rule


def read_substitution(block: Block) -> m.Substitution:
    rule = m.Substitution(
        block.boolean("allowed"), block.choice("who", m.Substitutes, m.Substitutes.NAMED), block.source()
    )
    block.done()
    return rule


def read_proxies(block: Block) -> m.Proxies:
    rule = m.Proxies(
        allowed=block.boolean("allowed"),
        cap=block.maybe_integer("cap", least=1),
        holder=block.choice("holder", m.ProxyHolder, m.ProxyHolder.MEMBER),
        source=block.source(),
    )
    block.done()
    return rule


def read_quorum(block: Block) -> m.Quorum:
    required = block.boolean("required", True)
    strict = block.has("more_than")
    rule = m.Quorum(
        required=required,
        base=block.choice("base", m.Base, m.Base.SEATS),
        threshold=block.fraction("more_than" if strict else "at_least", Fraction(0)),
        strict=strict,
        per_city=block.integer("per_city", 0),
        source=block.source(),
    )
    block.done()
    if rule.base not in (m.Base.SEATS, m.Base.MEMBERS, m.Base.CITIES):
        block.problem("base", "seats, members or cities: a quorum is counted on presence", rule.base.value)
    if required and not rule.threshold and not rule.per_city and not strict:
        block.problem("", "at_least, more_than or per_city", "a quorum without a size")
    return rule


def read_second_call(block: Block) -> m.SecondCall:
    rule = m.SecondCall(
        allowed=block.boolean("allowed"),
        days_after=block.integer("days_after", 0),
        notice_days=block.maybe_integer("notice_days"),
        quorum_waived=block.boolean("quorum_waived", True),
        announced_before=block.boolean("announced_before", False),
        source=block.source(),
    )
    block.done()
    return rule


def read_notice(block: Block) -> m.Notice:
    required = block.boolean("required", True)
    rule = m.Notice(
        required=required,
        days=block.integer("days", None if required else 0),
        forms=block.choices("forms", m.Form, (m.Form.TEXT,)),
        trigger=block.choice("trigger", m.Trigger, m.Trigger.DISPATCH),
        agenda_attached=block.boolean("agenda_attached", True),
        source=block.source(),
    )
    block.done()
    return rule


def read_items(block: Block) -> m.ItemRule:
    rule = m.ItemRule(
        offices=block.words("offices", ()),
        organs=block.words("organs", ()),
        fraction=block.fraction("fraction") if block.has("fraction") else None,
        until_days=block.maybe_integer("until_days"),
        source=block.source(),
    )
    block.done()
    return rule


def read_conveners(block: Block) -> m.Conveners:
    rule = m.Conveners(block.words("offices"), block.words("through", ()), block.source())
    block.done()
    return rule


def read_demand(block: Block) -> m.Demand:
    rule = m.Demand(
        fraction=block.fraction("fraction"),
        form=block.choice("form", m.Form, m.Form.WRITTEN),
        reasons=block.boolean("reasons", True),
        source=block.source(),
    )
    block.done()
    return rule


def read_regular(block: Block) -> m.RegularMeetings:
    rule = m.RegularMeetings(block.integer("per_year"), block.source())
    block.done()
    return rule


def read_attendance(block: Block) -> m.Attendance:
    rule = m.Attendance(
        modes=block.choices("modes", m.Mode),
        by_resolution=block.choices("by_resolution", m.Mode, ()),
        rights_in_convocation=block.boolean("rights_in_convocation", True),
        source=block.source(),
    )
    block.done()
    return rule


def read_circular(block: Block) -> m.Circular:
    strict = block.has("more_than")
    rule = m.Circular(
        allowed=block.boolean("allowed"),
        threshold=block.fraction("more_than" if strict else "at_least", Fraction(1)),
        strict=strict,
        form=block.choice("form", m.Form, m.Form.TEXT),
        participation=block.fraction("participation") if block.has("participation") else None,
        source=block.source(),
    )
    block.done()
    return rule


def read_chair(block: Block) -> m.Chair:
    rule = m.Chair(block.words("offices"), block.boolean("casting_vote", False), block.source())
    block.done()
    return rule


def read_ballots(block: Block) -> m.Ballots:
    rule = m.Ballots(block.choice("unit", m.BallotUnit), block.source())
    block.done()
    return rule


def read_secret(block: Block) -> m.SecretBallot:
    rule = m.SecretBallot(
        allowed=block.boolean("allowed"),
        always=block.boolean("always", False),
        fraction=block.fraction("demand") if block.has("demand") else None,
        source=block.source(),
    )
    block.done()
    return rule


def read_election(block: Block) -> o.ElectedBy:
    rule = o.ElectedBy(
        organ=block.text("by") if block.has("by") else None,
        proposed_by=block.text("proposed_by") if block.has("proposed_by") else None,
        source=block.source(),
    )
    block.done()
    return rule


def read_eligible(block: Block) -> o.Eligibility:
    rule = o.Eligibility(block.text("seat_in") if block.has("seat_in") else None, block.source())
    block.done()
    return rule


def read_term(block: Block) -> o.TermRule:
    rule = o.TermRule(
        years=block.maybe_integer("years", least=1),
        starts=block.month_day("starts"),
        acting_after=block.boolean("acting_after", False),
        consecutive=block.maybe_integer("consecutive", least=1),
        source=block.source(),
    )
    block.done()
    return rule


def read_rotation(block: Block) -> o.Rotation:
    rule = o.Rotation(
        order=block.word_lists("order"),
        first_begins=block.day("first_begins"),
        last_ends=block.maybe_day("last_ends"),
        source=block.source(),
    )
    block.done()
    if rule.last_ends is not None and rule.last_ends < rule.first_begins:
        block.problem("last_ends", f"a day from {rule.first_begins} on", str(rule.last_ends))
    return rule


def read_run_off(block: Block) -> o.RunOff:
    rule = o.RunOff(
        between=block.integer("between"),
        decided_by=block.choice("decided_by", m.RunOffCount, m.RunOffCount.MAJORITY),
        source=block.source(),
    )
    block.done()
    if rule.between == 1:
        block.problem("between", "0 for no run-off, or at least 2", "1")
    return rule


def read_tie(block: Block) -> o.TieRule:
    rule = o.TieRule(block.choice("then", m.Tie), block.source())
    block.done()
    return rule


def read_deciding(block: Block) -> s.Deciding:
    rule = s.Deciding(block.words("organs"), block.source())
    block.done()
    return rule


def read_proposing(block: Block) -> s.Proposing:
    rule = s.Proposing(block.words("organs"), block.choice("effect", m.Effect, m.Effect.VOID), block.source())
    block.done()
    return rule


def read_naming(block: Block) -> s.Naming:
    rule = s.Naming(block.boolean("required"), block.source())
    block.done()
    return rule


def read_registration(block: Block) -> s.Registration:
    rule = s.Registration(block.boolean("required"), block.source())
    block.done()
    return rule


def read_languages(block: Block) -> s.Languages:
    rule = s.Languages(block.words("working"), block.words("authentic"), block.source())
    block.done()
    return rule


def read_membership(block: Block) -> s.Membership:
    rule = s.Membership(
        kind=block.choice("kind", m.MemberKind),
        fee_gates_vote=block.boolean("fee_gates_vote", False),
        leaving_months=block.integer("leaving_months", 0),
        source=block.source(),
    )
    block.done()
    return rule


def read_minimum_members(block: Block) -> s.MinimumMembers:
    rule = s.MinimumMembers(block.integer("to_register"), block.integer("to_keep"), block.source())
    block.done()
    return rule


def read_representation(block: Block) -> s.Representation:
    rule = s.Representation(
        board_majority=block.boolean("board_majority", False),
        offices=block.words("offices", ()),
        together=block.integer("together", 1, least=1),
        source=block.source(),
    )
    block.done()
    return rule


def read_board_appointment(block: Block) -> s.BoardAppointment:
    ex_officio = block.boolean("ex_officio", False)
    rule = s.BoardAppointment(None if ex_officio else block.text("by"), block.source())
    block.done()
    return rule


def read_validity(block: Block) -> s.Validity:
    rule = s.Validity(block.choice("breach", m.Effect), block.source())
    block.done()
    if rule.breach not in (m.Effect.VOID, m.Effect.VOIDABLE, m.Effect.NONE):
        block.problem("breach", "void, voidable or none", rule.breach.value)
    return rule


def read_register(block: Block) -> s.RegisterRule:
    rule = s.RegisterRule(
        all_authentic_texts=block.boolean("all_authentic_texts"),
        full_count=block.boolean("full_count", True),
        source=block.source(),
    )
    block.done()
    return rule


def read_interests(block: Block) -> tuple[tuple[str, ...], m.Source]:
    """The interests that exclude by law."""
    read = block.words("interests"), block.source()
    block.done()
    return read


def read_added_interests(block: Block) -> tuple[tuple[str, ...], m.Source]:
    """The interests that statutes add; they cannot take any away (BGB §§ 34, 40)."""
    read = block.words("also"), block.source()
    block.done()
    return read


def read_names(block: Block) -> m.Names:
    read = {lang: block.text(lang) for lang in m.LANGUAGES}
    block.done(sourced=False)
    return read
