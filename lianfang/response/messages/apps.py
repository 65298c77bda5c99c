"""消息: what is said to residents and staff, what residents answer, and whoever reads what no rule understood."""

from django.apps import AppConfig


class MessagesApp(AppConfig):
    """消息: one outbox, one inbox, their templates and channels."""

    name = "lianfang.response.messages"
    # Django's own messages have the short name already.
    label = "outreach"

    def ready(self) -> None:
        """Adds what was sent and received to the person's page."""
        from lianfang.registry.people import hooks

        from . import dossier

        hooks.add_timeline(dossier.timeline)
