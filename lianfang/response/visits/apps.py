"""上门: teams, requests, the order of doors, what was found there."""

from django.apps import AppConfig


class VisitsApp(AppConfig):
    """上门: who knocks at which door, when, and what came of it."""

    name = "lianfang.response.visits"
    label = "visits"

    def ready(self) -> None:
        """Adds to the person's page; whoever knocks at a door may open the page of those behind it."""
        from lianfang.registry.forms import hooks as forms
        from lianfang.registry.people import hooks

        from . import collected, dossier

        forms.add_list(collected.LIST, collected.doors)
        hooks.add_timeline(dossier.timeline)
        hooks.add_facts(dossier.facts)
        hooks.add_needed(dossier.needed)
        hooks.add_caring(dossier.caring)
        hooks.add_looked("visits.taken_along", dossier.LOOKED)
