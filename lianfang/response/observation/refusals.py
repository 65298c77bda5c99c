"""What observation refuses."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "observation.not_for_this_role": (_("Your role does not do this in observation."), 403),
        "observation.not_in_this_state": _("This observation is %(state)s; that cannot be done with it now."),
        "observation.not_this_step": _("This alert is %(state)s; that is not its next step."),
        "observation.turn_in_the_future": (_("This time has not come yet."), 400),
        "observation.turn_before": (
            _("This time lies before the observation or before the last change."),
            400,
        ),
        "observation.turn_stands": _("Only the last change can be taken back, and not every one."),
        "observation.not_later": (
            _("The count begins on %(starts_on)s already; only a later last contact extends it."),
            400,
        ),
        "observation.place_missing": (
            _("Say where: hospital, fever clinic or central site, and its name."),
            400,
        ),
        "observation.receiver_missing": (_("Name the unit that takes over, and its phone."), 400),
        "observation.home_unknown": (
            _("This address is not found. Choose the committee that answers there."),
            400,
        ),
        "observation.same_home": (_("This is where the person is observed already."), 400),
        "observation.refused_already": _("The refusal stands already."),
        "observation.not_refused": _("Nobody refuses here."),
        "observation.word_of_the_site_missing": (
            _("Somebody at a hospital or a central site is released by its word: write down who said so."),
            400,
        ),
        "observation.paper_unknown": (_("Choose which paper, for at most 500 people."), 400),
        "observation.signer_missing": (_("Say who signed."), 400),
        "observation.too_early": _(
            "Not yet: the last day is %(last_day)s, and release can be confirmed from %(since)s on."
        ),
        "observation.slots_missing": _("%(missing)s slots have neither a reading nor a reason."),
        "observation.alert_unsettled": _("An alert is not closed yet. Settle it first."),
        "observation.already": _("This person is under observation already."),
        "observation.start_in_the_future": (_("The day it counts from has not come yet."), 400),
        "observation.days_over_already": _(
            "The count ended on %(last_day)s; there is nothing left to observe."
        ),
        "observation.reading_empty": (_("Give a temperature or a symptom."), 400),
        "observation.reading_absurd": (
            _("%(celsius)s is no temperature of a person (%(lowest)s to %(highest)s). Measure again."),
            400,
        ),
        "observation.reading_in_the_future": (_("The time of measuring has not come yet."), 400),
        "observation.reading_before": (_("The time of measuring lies before the observation."), 400),
        "observation.symptom_unknown": (_("This symptom is not on the list."), 400),
        "observation.slot_unknown": (_("There is no such slot on that day."), 400),
        "observation.sheet_unreadable": (
            _("No row of headings with a name and a temperature was found in the first five rows."),
            400,
        ),
        "observation.sheet_expired": (_("This preview is over. Hand the sheet in again."), 410),
        "observation.slot_not_open": _("This slot is not open now. Open the page again to see when it is."),
        "observation.slot_filled": _("This slot has a reading already."),
        "observation.not_observed": (_("Nobody under observation here, or not in your area."), 404),
        "observation.over": _(
            "This observation is %(state)s. Only values from before its end, and none that is abnormal, are still "
            "added; whoever is unwell now, call the doctor."
        ),
        "observation.too_many": (_("At most 1,000 readings at once."), 413),
        "observation.busy": (
            _("Too much comes in at this moment. Send it again shortly, under the same id: it counts once."),
            503,
        ),
        "observation.reason_missing": (_("Say why: choose or write a reason."), 400),
        "observation.decision_missing": (_("Choose what the doctor decided."), 400),
        "observation.desk_is_anothers": _("%(name)s has the desk now. Reload to see it."),
        "observation.desk_is_yours": _("You have the desk already."),
        "observation.handover_waits": _("A handover is written already and waits to be taken over."),
        "observation.minutes_wrong": (_("Minutes between 0 and 1,439, or nothing."), 400),
        "observation.cutoff_wrong": (_("Write the cut-offs as 10:00 16:00."), 400),
        "observation.protocol_wrong": (_("This protocol does not hold together: %(why)s."), 400),
    }
)
