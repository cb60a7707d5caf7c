"""Django's SQLite with one difference: guards (triggers that refuse a change) survive a change of their table."""
