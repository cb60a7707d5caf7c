from django.db import migrations

from quattropole.changes.watching import Watch
from quattropole.triggers import Refuse, append_only

FROZEN = "EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.id = {row}.minutes_id AND m.state IN ('approved', 'sealed'))"
PASSAGE_FROZEN = (
    "EXISTS (SELECT 1 FROM minutes_section s JOIN minutes_minutes m ON m.id = s.minutes_id "
    "WHERE s.id = {row}.section_id AND m.state IN ('approved', 'sealed'))"
)
WORDING_FROZEN = (
    "EXISTS (SELECT 1 FROM minutes_passage p JOIN minutes_section s ON s.id = p.section_id "
    "JOIN minutes_minutes m ON m.id = s.minutes_id "
    "WHERE p.text_id = {row}.text_id AND m.state IN ('approved', 'sealed'))"
)
STEPS = (
    "NOT (OLD.state = NEW.state OR (OLD.state = 'draft' AND NEW.state = 'proposed') "
    "OR (OLD.state = 'proposed' AND NEW.state IN ('draft', 'approved')) "
    "OR (OLD.state = 'approved' AND NEW.state = 'sealed'))"
)
CONTENT = ("frame", "digest", "speakers", "names_votes", "corrected", "meeting_id", "approved_at", "approved_in_id")
APPROVED_FROZEN = f"OLD.state = 'approved' AND ({' OR '.join(f'NEW.{name} <> OLD.{name}' for name in CONTENT)})"
NO_ENTRY = "NEW.state = 'sealed' AND NOT EXISTS (SELECT 1 FROM minutes_entry e WHERE e.minutes_id = NEW.id)"
NOT_SIGNED_SO = (
    "NOT EXISTS (SELECT 1 FROM minutes_minutes m "
    "WHERE m.id = NEW.minutes_id AND m.state = 'approved' AND m.digest = NEW.digest)"
)
NOT_BEING_SEALED = "NOT EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.id = NEW.minutes_id AND m.state = 'approved')"
UNSIGNED = "(SELECT COUNT(*) FROM minutes_signature s WHERE s.minutes_id = NEW.minutes_id) <> 2"
GAP = "NEW.number <> 1 + COALESCE((SELECT MAX(e.number) FROM minutes_entry e WHERE e.organ_id = NEW.organ_id), 0)"
UNCHAINED = (
    "NEW.previous <> COALESCE((SELECT e.digest FROM minutes_entry e "
    "WHERE e.organ_id = NEW.organ_id AND e.number = NEW.number - 1), "
    "'0000000000000000000000000000000000000000000000000000000000000000')"
)
NOT_SEALED = "NOT EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.id = NEW.minutes_id AND m.state = 'sealed')"
TOLD = "approved minutes are never changed"


def frozen(name: str, table: str, condition: str) -> list[Refuse]:
    """Nothing is added to, changed in, or taken from approved minutes."""
    events = (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    return [
        Refuse(f"{name}_frozen_{event.lower()}", table, event, condition.format(row=row), TOLD) for event, row in events
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("minutes", "0001_initial"),
        ("texts", "0002_guards"),
        ("changes", "0002_watch"),
    ]

    operations = [
        Refuse("minutes_steps", "minutes_minutes", "UPDATE", STEPS, "minutes go from draft to approved to sealed"),
        Refuse("minutes_sealed", "minutes_minutes", "UPDATE", "OLD.state = 'sealed'", "sealed minutes never change"),
        Refuse("minutes_approved", "minutes_minutes", "UPDATE", APPROVED_FROZEN, TOLD),
        Refuse("minutes_entered", "minutes_minutes", "UPDATE", NO_ENTRY, "sealed minutes are in the register"),
        Refuse("minutes_kept", "minutes_minutes", "DELETE", "OLD.state IN ('approved', 'sealed')", TOLD),
        *frozen("minutes_section", "minutes_section", FROZEN),
        *frozen("minutes_passage", "minutes_passage", PASSAGE_FROZEN),
        *frozen("minutes_wording", "texts_wording", WORDING_FROZEN),
        *append_only("minutes_signature", "minutes_signature", "a signature is never changed"),
        Refuse("minutes_signed_so", "minutes_signature", "INSERT", NOT_SIGNED_SO, "this is not what was approved"),
        *append_only("minutes_document", "minutes_document", "a sealed document is never changed"),
        Refuse(
            "minutes_document_when", "minutes_document", "INSERT", NOT_BEING_SEALED, "only approved minutes are sealed"
        ),
        *append_only("minutes_entry", "minutes_entry", "the register of minutes is never changed"),
        Refuse("minutes_entry_gapless", "minutes_entry", "INSERT", GAP, "the register of minutes has no gaps"),
        Refuse("minutes_entry_chained", "minutes_entry", "INSERT", UNCHAINED, "an entry seals the one before"),
        Refuse("minutes_entry_signed", "minutes_entry", "INSERT", UNSIGNED, "two people sign the minutes"),
        *append_only("minutes_publication", "minutes_publication", "what was published stays published"),
        Refuse(
            "minutes_publication_when", "minutes_publication", "INSERT", NOT_SEALED, "only what is sealed is published"
        ),
        Refuse("minutes_request_kept", "minutes_request", "DELETE", "1 = 1", "a correction request is kept"),
        Watch("minutes_minutes", "minutes.minutes"),
        Watch("minutes_section", "minutes.minutes", key="minutes_id"),
        Watch("minutes_publication", "minutes.minutes", key="minutes_id"),
    ]
