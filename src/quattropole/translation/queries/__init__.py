"""Reads of the desk."""

from quattropole.translation.queries.desk import STATES, Narrowed, Row, Work, work_for

__all__ = ["STATES", "Narrowed", "Row", "Work", "work_for"]
