"""The top of the house: the only place that sees every room."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class ConfigApp(AppConfig):
    """Wires what the rooms declare: refusals, purposes, reactions; and the database's guards."""

    name = "lianfang.config"
    label = "config"

    def ready(self) -> None:
        """Collects each room's catalogue and lays the guards after the last room has migrated."""
        autodiscover_modules("refusals", "purposes")
        from . import reactions, wording  # noqa: F401

        # Rooms without tables send no signal; the last one with tables speaks for all.
        last = [room for room in apps.get_app_configs() if room.models_module][-1]
        post_migrate.connect(_lay_guards, sender=last, dispatch_uid="guards")


def _lay_guards(using: str, **_signal: object) -> None:
    from lianfang.core import guard

    guard.lay(using)
