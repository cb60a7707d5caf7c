from django.db import migrations

from quattropole.triggers import Refuse

OVERLAP = (
    "EXISTS (SELECT 1 FROM network_mandate m WHERE m.seat_id = NEW.seat_id AND m.id <> NEW.id "
    "AND (m.ends IS NULL OR m.ends >= NEW.begins) AND (NEW.ends IS NULL OR m.begins <= NEW.ends))"
)
TOO_MANY = (
    "NEW.office_id IS NOT NULL AND (SELECT COUNT(*) FROM network_mandate m WHERE m.office_id = NEW.office_id "
    "AND m.id <> NEW.id AND (m.ends IS NULL OR m.ends >= NEW.begins) AND (NEW.ends IS NULL OR m.begins <= NEW.ends)) "
    ">= (SELECT o.places FROM network_office o WHERE o.id = NEW.office_id)"
)


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [
        Refuse(
            f"mandate_{name}_{event.lower()}",
            "network_mandate",
            event,
            condition,
            message,
        )
        for name, condition, message in [
            ("one_holder", OVERLAP, "a seat has one holder at a time"),
            ("office_places", TOO_MANY, "an office has no more holders than places"),
        ]
        for event in ["INSERT", "UPDATE"]
    ]
