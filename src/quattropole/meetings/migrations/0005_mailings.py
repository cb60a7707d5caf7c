"""Meetings get the identity of their calendar entry; what letters say is sealed once for all who get one."""

from typing import Any
from uuid import uuid4

from django.db import migrations, models

from quattropole.triggers import Refuse, append_only


def give_identities(apps: Any, schema_editor: Any) -> None:
    """Every meeting gets an identity of its own."""
    meeting_model = apps.get_model("meetings", "Meeting")
    for meeting in meeting_model._base_manager.only("pk", "uid").iterator():
        meeting.uid = uuid4()
        meeting.save(update_fields=["uid"])


KINDS = [
    ("convocation", "convocation"),
    ("supplement", "supplement"),
    ("correction", "correction"),
    ("cancellation", "cancellation"),
    ("circular", "decision without a meeting"),
]
CASCADE, PROTECT = models.CASCADE, models.PROTECT


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_desk"), ("network", "0004_desk")]

    operations = [
        migrations.AddField(
            "meeting",
            "uid",
            models.UUIDField(default=uuid4, editable=False, null=True, help_text="Of its calendar entry, for ever."),
        ),
        migrations.RunPython(give_identities, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                (
                    "version",
                    models.PositiveSmallIntegerField(help_text="Which mailing about this meeting, counted from 1."),
                ),
                ("content", models.JSONField(default=dict, help_text="What the letters say.")),
                ("ordered_at", models.DateTimeField(help_text="When the act was done.")),
                (
                    "by",
                    models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="network.person"),
                ),
                (
                    "convocation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=PROTECT,
                        related_name="mailings",
                        to="meetings.convocation",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(on_delete=CASCADE, related_name="mailings", to="meetings.meeting"),
                ),
                ("network", models.ForeignKey(on_delete=CASCADE, related_name="+", to="network.network")),
            ],
            options={
                "ordering": ["meeting", "version"],
                "constraints": [models.UniqueConstraint(fields=("meeting", "version"), name="one_mailing_per_version")],
            },
        ),
        migrations.RemoveField("dispatch", "content"),
        migrations.AddField(
            "dispatch",
            "mailing",
            models.ForeignKey(on_delete=PROTECT, related_name="dispatches", to="meetings.mailing"),
        ),
        migrations.AddField(
            "dispatch",
            "addressee",
            models.JSONField(default=dict, help_text="Name, function and seats as the letter says them."),
        ),
        migrations.AddField(
            "dispatch",
            "attempts",
            models.PositiveSmallIntegerField(default=0, help_text="How often its letter could not be made."),
        ),
        migrations.AddField(
            "dispatch",
            "error",
            models.CharField(blank=True, max_length=500, help_text="Why the letter could not be made."),
        ),
        migrations.AlterField("dispatch", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AlterField(
            "dispatch",
            "replaces",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="replaced_by",
                to="meetings.dispatch",
                help_text="The dispatch that came back, for which this one goes by other means.",
            ),
        ),
        *append_only("mailing", "meetings_mailing", "a mailing stays as it was ordered"),
        Refuse(
            "dispatch_letter_stays",
            "meetings_dispatch",
            "UPDATE",
            "OLD.set_at IS NOT NULL AND (NEW.set_at IS NULL OR NEW.sha256 <> OLD.sha256 "
            "OR NEW.person_id <> OLD.person_id OR NEW.version <> OLD.version)",
            "a letter that was made stays as it is",
        ),
        Refuse("dispatch_no_delete", "meetings_dispatch", "DELETE", "1 = 1", "the proof of a dispatch stays"),
    ]
