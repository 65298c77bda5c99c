"""名单: upload → rows → match → review → commit → undo."""

from django.apps import AppConfig


class ListsApp(AppConfig):
    """名单: upload → rows → match → review → commit → undo."""

    name = "lianfang.registry.lists"
    label = "lists"
