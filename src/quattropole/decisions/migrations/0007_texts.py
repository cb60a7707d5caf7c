from django.db import migrations

from quattropole.triggers import Refuse, append_only

IS_DECIDED = "OLD.state IN ('adopted', 'carried', 'lost', 'settled')"
IS_OTHER = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in (
        "state",
        "placement_id",
        "number",
        "kind",
        "person_id",
        "base_titles",
        "base_bodies",
        "titles",
        "bodies",
    )
)
NOT_DECLARED = "NOT EXISTS (SELECT 1 FROM decisions_vote v WHERE v.id = NEW.vote_id AND v.state = 'declared')"
OTHER_THAN_LIFTED = " OR ".join(
    ["OLD.lifted_at IS NOT NULL"]
    + [f"NEW.{column} <> OLD.{column}" for column in ("item_id", "seat_id", "person_id", "interest", "verdict")]
)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0006_ballots")]

    operations = [
        Refuse(
            "amendment_decided_frozen",
            "decisions_amendment",
            "UPDATE",
            f"{IS_DECIDED} AND ({IS_OTHER})",
            "a decided amendment is never changed",
        ),
        Refuse(
            "amendment_decided_kept",
            "decisions_amendment",
            "DELETE",
            IS_DECIDED,
            "a decided amendment is never deleted",
        ),
        *append_only("objection", "decisions_objection", "an objection is never changed"),
        Refuse(
            "objection_to_a_result",
            "decisions_objection",
            "INSERT",
            NOT_DECLARED,
            "an objection is to a declared result",
        ),
        Refuse(
            "recusal_only_lifted",
            "decisions_recusal",
            "UPDATE",
            OTHER_THAN_LIFTED,
            "a recusal is lifted, never changed",
        ),
    ]
