"""The floor: base models and the tenant."""

from django.apps import AppConfig


class CoreApp(AppConfig):
    """The floor: base models and the tenant."""

    name = "lianfang.core"
    label = "core"
