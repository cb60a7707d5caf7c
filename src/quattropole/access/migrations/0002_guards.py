from django.db import migrations

from quattropole.triggers import Refuse, append_only

BROKEN = (
    "NEW.number <> 1 + COALESCE((SELECT MAX(a.number) FROM access_auditentry a WHERE a.network_id = NEW.network_id), 0) "
    "OR (NEW.number > 1 AND NEW.previous <> (SELECT a.digest FROM access_auditentry a "
    "WHERE a.network_id = NEW.network_id AND a.number = NEW.number - 1))"
)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        *append_only("audit", "access_auditentry", "the audit log is never changed"),
        Refuse(
            "audit_chain",
            "access_auditentry",
            "INSERT",
            BROKEN,
            "an audit entry follows the one before it",
        ),
    ]
