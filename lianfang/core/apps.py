"""The floor: base models and the tenant."""

from django.apps import AppConfig


class CoreApp(AppConfig):
    """The floor: base models and the tenant."""

    name = "lianfang.core"
    label = "core"

    def ready(self) -> None:
        """Makes the comparisons of our own known."""
        from . import lookups  # noqa: F401
