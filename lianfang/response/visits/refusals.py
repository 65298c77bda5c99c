"""What visits refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "visits.not_for_this_role": (_("Your role does not do this with visits."), 403),
        "visits.not_in_this_state": _("This visit is %(state)s; that cannot be done with it now."),
        "visits.where_missing": (_("Say where to knock: a person, a flat, a stair or a compound."), 400),
        "visits.team_empty": (_("A team needs a name and at least one member."), 400),
        "visits.team_name_taken": _("A team called %(name)s is there already."),
        "visits.hours_wrong": (_("A shift ends after it begins, and lasts at most twelve hours."), 400),
        "visits.shifts_overlap": _("The team has a shift at that time already. Take that one off first."),
        "visits.policy_too_early": (_("Terms can be set from today on."), 400),
        "visits.nobody_on_shift": _("No team has a shift today or tomorrow. Set one first."),
        "visits.shift_over": _("That shift is over."),
        "visits.too_many": (_("At most 200 records at once."), 400),
        "visits.client_id_taken": _("This record's number belongs to another record."),
        "visits.outcome_unknown": (_("Choose what came of the visit."), 400),
        "visits.time_wrong": (
            _("The record's time lies in the future. Check the clock of the telephone."),
            400,
        ),
        "visits.temperature_wrong": (_("%(celsius)s ℃ is no body temperature."), 400),
        "visits.photo_too_large": (_("The photo is too large."), 400),
        "visits.version_unknown": _("This questionnaire is not known here. Open the page with network once."),
        "visits.answers_settled": _("Somebody has decided about these answers already."),
        "visits.answers_without_outcome": _("The answers do not say what was found at the door."),
        "visits.say_why": (_("Say why these answers need no visit."), 400),
        "visits.no_such_visit": (_("This visit is not on your list."), 404),
        "visits.unreadable": (_("This record cannot be read. Open it once more and save it again."), 400),
        "visits.not_your_committee": (_("This committee is not yours."), 403),
        "visits.no_such_doors": _("There is no such door in this committee."),
        "visits.sweep_closed": _("This round is closed."),
        "visits.broadcast_incomplete": (
            _("Say where the loudspeaker went, when, and with which words."),
            400,
        ),
        "visits.settled_already": _("Somebody has decided about this record already."),
        "visits.answered_already": _("This check has been answered already."),
        "visits.answer_missing": (
            _("Choose what came of it; who writes it down for the police says who told."),
            400,
        ),
        "visits.kind_unknown": (_("Choose why somebody should knock."), 400),
    }
)
