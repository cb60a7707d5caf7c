"""Resolving without a meeting."""

from dataclasses import replace
from fractions import Fraction

from quattropole.charter.counting import Bases, least, tally
from quattropole.charter.facts import ConsentFacts
from quattropole.charter.gates import checks as c
from quattropole.charter.gates.result import majority_verdict
from quattropole.charter.model import Circular, Form, OrganRules
from quattropole.charter.statutes import MatterRules, Statutes
from quattropole.charter.values import Fact, Word
from quattropole.charter.verdicts import Findings, Outcome, Verdict


def consent_in_text_form(statutes: Statutes, facts: ConsentFacts) -> Findings:
    """Whether a resolution without a meeting came about (BGB § 32(3)); ``Findings.carried`` holds it.

    Two ways: so many members consent (by law all of them); or, where a clause names a share that must take part, so
    many answer and the majority of the matter decides among the answers (as COVMG § 5(3) had it for a time).
    """
    organ = c.organ_of(statutes, facts.organ)
    matter = c.matter_of(statutes, facts.matter)
    rule = organ.circular
    told: dict[str, Fact] = {
        "organ": c.label(organ),
        "consents": facts.consents,
        "members": facts.members,
        "answers": facts.answers,
        "form": Word("form", rule.form),
    }
    verdicts = [
        c.competence(statutes, organ, matter, facts.office),
        c.right_of_proposal(statutes, organ, matter, facts.proposed_by, facts.office),
    ]
    if not rule.allowed:
        refusal = Verdict("circular", rule.source, Outcome.BREACHED, statutes.validity.breach, told, "no_clause")
        return Findings("consent_in_text_form", facts.on, statutes.key, (*verdicts, refusal), carried=False)
    in_form = facts.form is rule.form or (rule.form is Form.TEXT and facts.form is Form.WRITTEN)
    verdicts.append(c.verdict("circular_form", rule.source, in_form, statutes.validity.breach, told))
    decide = _by_consent if rule.participation is None else _by_participation
    return decide(statutes, organ, matter, facts, verdicts, told)


def _by_consent(
    statutes: Statutes,
    organ: OrganRules,
    matter: MatterRules,
    facts: ConsentFacts,
    verdicts: list[Verdict],
    told: dict[str, Fact],
) -> Findings:
    rule = organ.circular
    needed = least(facts.members, rule.threshold, strict=rule.strict)
    told["needed"] = needed
    enough = facts.members > 0 and needed <= facts.consents <= facts.members - facts.objections
    verdicts.append(c.verdict("circular", rule.source, enough, c.effect_of(statutes, "text_form_consent"), told))
    findings = Findings("consent_in_text_form", facts.on, statutes.key, tuple(verdicts))
    return replace(findings, carried=enough and not findings.refused)


def _by_participation(
    statutes: Statutes,
    organ: OrganRules,
    matter: MatterRules,
    facts: ConsentFacts,
    verdicts: list[Verdict],
    told: dict[str, Fact],
) -> Findings:
    rule = organ.circular
    needed = least(facts.members, share_of(rule), strict=False)
    told["needed"] = needed
    enough = facts.members > 0 and facts.answers >= needed
    effect = c.effect_of(statutes, "text_form_consent")
    verdicts.append(c.verdict("circular_participation", rule.source, enough, effect, told))
    if facts.count is None:
        findings = Findings("consent_in_text_form", facts.on, statutes.key, tuple(verdicts))
        return replace(findings, carried=enough and not findings.refused)
    majority = statutes.majority_for(organ.key, matter.key)
    bases = Bases(present=facts.answers, seats=facts.members, members=facts.members, members_yes=facts.count.yes)
    result = tally(majority, facts.count, bases)
    verdicts.append(majority_verdict(statutes, organ, matter, majority, result))
    findings = Findings("consent_in_text_form", facts.on, statutes.key, tuple(verdicts), result)
    unsure = findings.refused or bool(result.unknown)
    return findings if unsure else replace(findings, carried=enough and result.carried)


def share_of(rule: Circular) -> Fraction:
    """The share of the members that must answer; 0 where consent alone decides."""
    return rule.participation if rule.participation is not None else Fraction(0)
