"""排摸: who came back, on whose word, and what a verification found."""

from django.apps import AppConfig


class ScreeningApp(AppConfig):
    """排摸: reports and their verification."""

    name = "lianfang.response.screening"
    label = "screening"

    def ready(self) -> None:
        """Adds to the person's page, and says whom screening still needs."""
        from lianfang.registry.people import hooks

        from . import dossier

        hooks.add_timeline(dossier.timeline)
        hooks.add_facts(dossier.facts)
        hooks.add_needed(dossier.needed)
        hooks.add_spent(dossier.spent)
