import django.db.models.deletion
from django.db import migrations, models

from quattropole.triggers import Refuse, append_only

HELD_HERE = "EXISTS (SELECT 1 FROM meetings_meeting WHERE id = OLD.meeting_id AND NOT is_record)"
CHANGED = (
    "NEW.meeting_id <> OLD.meeting_id OR NEW.seat_id <> OLD.seat_id OR NEW.person_id <> OLD.person_id "
    "OR NEW.arrived_at <> OLD.arrived_at OR NEW.mode <> OLD.mode OR NEW.is_proxy <> OLD.is_proxy "
    "OR NEW.is_substitute <> OLD.is_substitute "
    "OR (OLD.left_at IS NOT NULL AND (NEW.left_at IS NULL OR NEW.left_at <> OLD.left_at))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_live"),
        ("network", "0003_gender"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="second_call_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The meeting without a quorum whose agenda this one takes up again.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_calls",
                to="meetings.meeting",
            ),
        ),
        migrations.CreateModel(
            name="QuorumMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("met", models.BooleanField()),
                (
                    "present",
                    models.PositiveIntegerField(
                        help_text="In seats, or in cities where the quorum is counted in cities."
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("needed", models.PositiveIntegerField()),
                ("verdicts", models.JSONField(default=list, help_text="What the charter says to it.")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quorum_marks",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.network"
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "at", "pk"],
                "indexes": [models.Index(fields=["meeting", "at"], name="meetings_qu_meeting_339193_idx")],
            },
        ),
        *append_only("quorummark", "meetings_quorummark", "what became of the quorum stays on record"),
        Refuse("attendance_no_delete", "meetings_attendance", "DELETE", HELD_HERE, "who was present stays on record"),
        Refuse(
            "attendance_no_update",
            "meetings_attendance",
            "UPDATE",
            f"({CHANGED}) AND {HELD_HERE}",
            "of a presence only the time of leaving is written later, once",
        ),
        Refuse(
            "proxy_no_delete", "meetings_proxy", "DELETE", "1 = 1", "a proxy is withdrawn, never taken off the record"
        ),
    ]
