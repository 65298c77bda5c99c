"""呼叫: one queue for every call, one household in one hand at a time."""

from django.apps import AppConfig


class CallsApp(AppConfig):
    """呼叫: needs, claims, attempts, staffing."""

    name = "lianfang.response.calls"
    label = "calls"

    def ready(self) -> None:
        """Says whom the queue still needs the registry for."""
        from lianfang.registry.people import hooks

        from . import dossier

        hooks.add_timeline(dossier.timeline)
        hooks.add_needed(dossier.needed)
