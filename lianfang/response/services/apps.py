"""居家服务: shopping, rubbish, medicine, parcels, care for those who stay at home."""

from django.apps import AppConfig


class ServicesApp(AppConfig):
    """居家服务: what a home asks for, who sees to it, what it cost, that it came."""

    name = "lianfang.response.services"
    label = "services"

    def ready(self) -> None:
        """Adds to the person's page, and says whom services still need."""
        from django.utils.translation import gettext_lazy as _

        from lianfang.registry.people import hooks
        from lianfang.response.visits import hooks as visits

        from . import dossier, selectors

        visits.add_wishes(selectors.offered)
        hooks.add_panel(dossier.panel)
        hooks.add_timeline(dossier.timeline)
        hooks.add_facts(dossier.facts)
        hooks.add_needed(dossier.needed)
        hooks.add_looked("services.door_shown", _("saw the door on a helper's list"))
