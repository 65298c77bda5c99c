"""人员: persons, households, identifiers, linkage, merge."""

from django.apps import AppConfig


class PeopleApp(AppConfig):
    """人员: persons, households, identifiers, linkage, merge."""

    name = "lianfang.registry.people"
    label = "people"
