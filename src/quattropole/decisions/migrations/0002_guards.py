from django.db import migrations

from quattropole.triggers import Refuse, append_only

GAP = (
    "NEW.number <> 1 + COALESCE((SELECT MAX(r.number) FROM decisions_resolution r "
    "WHERE r.organ_id = NEW.organ_id AND r.year = NEW.year), 0)"
)
NOT_OPEN = "NOT EXISTS (SELECT 1 FROM decisions_vote v WHERE v.id = NEW.vote_id AND v.state = 'open')"
NO_ELECTOR = (
    "NOT EXISTS (SELECT 1 FROM decisions_elector e WHERE e.vote_id = NEW.vote_id AND e.seat_id = NEW.seat_id "
    "AND e.excluded IS NULL)"
)
STEPS = (
    "NOT (OLD.state = NEW.state OR (OLD.state = 'open' AND NEW.state IN ('closed', 'cancelled')) "
    "OR (OLD.state = 'closed' AND NEW.state IN ('declared', 'cancelled')))"
)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]

    operations = [
        *append_only(
            "resolution",
            "decisions_resolution",
            "a registered resolution is never changed",
        ),
        Refuse(
            "resolution_gapless",
            "decisions_resolution",
            "INSERT",
            GAP,
            "the register has no gaps",
        ),
        *append_only("ballot", "decisions_ballot", "a ballot is never changed"),
        Refuse(
            "ballot_vote_open",
            "decisions_ballot",
            "INSERT",
            NOT_OPEN,
            "the vote is not open",
        ),
        Refuse(
            "ballot_elector",
            "decisions_ballot",
            "INSERT",
            NO_ELECTOR,
            "the seat has no vote here",
        ),
        Refuse(
            "vote_steps",
            "decisions_vote",
            "UPDATE",
            STEPS,
            "a vote goes from open to closed to declared",
        ),
        Refuse(
            "vote_declared_frozen",
            "decisions_vote",
            "UPDATE",
            "OLD.state = 'declared'",
            "a declared vote is never changed",
        ),
    ]
