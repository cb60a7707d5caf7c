"""Calendars to subscribe to: public meetings, those of one organ, and each person's own under a secret address."""
