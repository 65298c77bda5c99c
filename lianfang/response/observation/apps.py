"""居家观察: the fourteen days, slot by slot, and the duty desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservationApp(AppConfig):
    """居家观察: episodes, readings, alerts, release."""

    name = "lianfang.response.observation"
    label = "observation"

    def ready(self) -> None:
        """Adds the fortnight to the person's page, and says whom observation still needs."""
        from lianfang.registry.people import hooks
        from lianfang.response.calls import hooks as calls
        from lianfang.response.messages import hooks as messages
        from lianfang.response.services import hooks as services

        from . import beside, beside_calls, dossier, homebound, reminder_texts
        from .operations import reminding
        from .selectors import calling

        hooks.add_timeline(dossier.timeline)
        hooks.add_panel(dossier.panel)
        hooks.add_facts(dossier.facts)
        hooks.add_needed(dossier.needed)
        hooks.add_caring(dossier.cared_for)
        services.add_homebound(homebound.homebound)
        messages.add_beside(beside.beside)
        messages.add_recall(reminding.no_longer_wanted)
        reminder_texts.add()
        messages.add_rules("observation:reminder_rules", _("Reminders of readings"))
        calls.add_panels(beside_calls.panels)
        calls.add_moot(calling.settled)
        calls.add_caseload(calling.caseload)
        calls.add_script(calling.script_of)
