"""What rounds refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "rounds.not_for_this_role": (_("Your role does not do this with rounds."), 403),
        "rounds.not_your_committee": (_("A committee opens rounds for its own area only."), 403),
        "rounds.name_missing": (_("Give the round a name."), 400),
        "rounds.name_taken": _("There is a saved choice with this name already."),
        "rounds.per_day_out_of_range": (_("Between 1 and %(most)s homes a day."), 400),
        "rounds.nobody_chosen": (_("Nobody fits this choice."), 400),
        "rounds.nobody_remains": _("Nobody remains to be called again."),
        "rounds.rounds_enough": _(
            "The telephone was tried in %(most)s rounds. What remains is for the door."
        ),
        "rounds.closed": _("This round is closed."),
        "rounds.paused": _("This round is paused. Resume it first."),
        "rounds.not_paused": _("This round is running already."),
        "rounds.not_in_this_state": _("This home stands at: %(state)s. That cannot be done with it now."),
        "rounds.door_missing": (_("No flat is known for these; set their address first."), 400),
        "rounds.script_unknown": (_("There is no such questionnaire in force."), 400),
    }
)
