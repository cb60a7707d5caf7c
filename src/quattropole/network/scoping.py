"""Tenancy: every record belongs to one network, and a query outside a network's scope is an error."""

from typing import TypeVar

from django.db import models
from django_scopes import get_scope
from django_scopes.exceptions import ScopeError

Record = TypeVar("Record", bound=models.Model)


class Scoped(models.Manager[Record]):
    """Finds only records of the network whose scope is active; raises `ScopeError` where none is."""

    def get_queryset(self) -> models.QuerySet[Record]:
        active = get_scope()
        if not active.get("_enabled", True):
            return super().get_queryset()
        if active.get("network") is None:
            raise ScopeError(f"A query for {self.model.__name__} needs the scope of a network.")
        return super().get_queryset().filter(network=active["network"])
