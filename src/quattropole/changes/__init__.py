"""What changed since a reader of all records (search index, OParl server, memory of translations) last looked.

Triggers of the database write a row for every row of a watched table that is added, changed or taken away, in the
transaction of the change, whoever makes it and in however many rows at once. Each reader takes its rows when somebody
asks it something (`catch_up`), so that what it answers is never older than what was committed before the question.
"""
