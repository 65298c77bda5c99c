"""What the telephone's script says, in the reader's language: it works where no server can be asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Every sentence the script shows."""
    return {
        "all_sent": _("All sent"),
        "waiting": _("Waiting to be sent"),
        "sending": _("Sending"),
        "offline": _("no network"),
        "refused": _("Not accepted"),
        "apart": _("Kept, the office will look"),
        "sign_in": _("Sign in again to send"),
        "no_shift": _("No shift today"),
        "no_shift_hint": _("When the duty officer puts your team on a shift, its doors stand here."),
        "empty": _("No door left on the list"),
        "no_list": _("No list on this telephone. Open this page once with network."),
        "left": _("left"),
        "late": _("overdue"),
        "metres": _("m on foot"),
        "elderly": _("elderly"),
        "times": _("times nobody home"),
        "jotted": _("What you typed is kept"),
        "begun": _("Begun, not saved yet"),
        "saved": _("Saved on this telephone"),
        "sent": _("Sent"),
        "choose_outcome": _("Choose what came of the visit."),
        "say_why": _("Write down which answer is doubtful, and why."),
        "look_again": _("Please look at the marked answers of the questionnaire again."),
        "reading_odd": _("A temperature lies between 34 and 43."),
        "place_taken": _("Position taken"),
        "place_refused": _("No position"),
        "photo_taken": _("Photo taken"),
        "not_told": _("no network: the office does not know yet that you set out"),
        "no_number": _("no number held"),
        "insecure": _(
            "Without https this page cannot keep anything: send each record while there is network."
        ),
        "other_account": _(
            "Records of another account wait on this telephone: sign in with it to send them."
        ),
        "open_until": _("This list is forgotten at"),
        "years": _("years"),
    }


def choices() -> dict[str, Any]:
    """What the form offers."""
    return {
        "symptoms": [
            ("fever", _("fever")),
            ("cough", _("cough")),
            ("breath", _("short of breath")),
            ("fatigue", _("tired")),
            ("throat", _("sore throat")),
            ("diarrhoea", _("diarrhoea")),
        ],
        "verdicts": [("confirmed", _("came back, it is true")), ("refuted", _("not true"))],
        "reasons": [
            ("never_left", _("never left Shanghai")),
            ("arrived_before", _("came back before the rule began")),
            ("not_this_person", _("not this person")),
            ("not_back_yet", _("not back yet")),
            ("left_again", _("left Shanghai again")),
            ("no_key_region", _("was in no key region")),
        ],
        "papers": [("notice", _("notice given")), ("commitment", _("commitment signed"))],
        "methods": [("forehead", _("forehead")), ("axillary", _("armpit")), ("ear", _("ear"))],
    }
