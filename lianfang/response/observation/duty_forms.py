"""What pages of duty ask: the note of a handover, the rules of duty, a committee for somebody without one."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused
from lianfang.response.screening.forms import Day

from . import rules
from .duty import DutyRule, default_cutoffs
from .operations.handing_over import Note

_TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")
_BETWEEN = re.compile(r"[\s,，、;；]+")


class HandoverForm(forms.Form):
    """The note of the one who leaves."""

    shift = forms.CharField(max_length=20, label=_("Shift"), initial=_("day shift"))
    for_name = forms.CharField(required=False, max_length=60, label=_("To whom (may stay empty)"))
    words = forms.CharField(
        max_length=1000,
        label=_("What the next shift must know"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Open alerts and counts are added by themselves."),
    )

    def note(self) -> Note:
        """The note as the operation takes it."""
        found = self.cleaned_data
        return Note(shift=found["shift"], for_name=found["for_name"], words=found["words"])


class TakeForm(forms.Form):
    """Which shift the screen showed when 接班 was pressed."""

    after = forms.UUIDField(required=False)


class PlaceForm(forms.Form):
    """The committee somebody belongs to."""

    committee = forms.UUIDField()


class DutyRuleForm(forms.Form):
    """Minutes a step may take, and the day's cut-offs."""

    begins_on = forms.DateField(widget=Day, label=_("From"))
    acknowledge = forms.IntegerField(min_value=1, max_value=240, label=_("Seen within (minutes)"))
    retest_grace = forms.IntegerField(
        min_value=1, max_value=240, label=_("Retest late after its time (minutes)")
    )
    decide = forms.IntegerField(min_value=1, max_value=600, label=_("Doctor's decision within (minutes)"))
    close = forms.IntegerField(min_value=1, max_value=1440, label=_("Closed within (minutes)"))
    cutoffs = forms.CharField(max_length=60, label=_("Cut-offs"), help_text=_("such as 10:00 16:00"))

    def clean_cutoffs(self) -> list[str]:
        """Local times of the day, in order."""
        found = [text.replace("：", ":") for text in _BETWEEN.split(self.cleaned_data["cutoffs"].strip())]
        times = [text.zfill(5) for text in found if text]
        if not times or not all(_TIME.match(text) for text in times):
            raise forms.ValidationError(str(Refused("observation.cutoff_wrong")))
        return sorted(set(times))

    def values(self) -> dict[str, Any]:
        """The rule as the operation takes it."""
        found = self.cleaned_data
        minutes = (found["acknowledge"], found["retest_grace"], found["decide"], found["close"])
        return {
            "begins_on": found["begins_on"],
            "pace": rules.Pace(*minutes),
            "cutoffs": found["cutoffs"],
        }


def initial(rule: DutyRule | None, today: date) -> dict[str, Any]:
    """What the form begins with: the rule in force, or the defaults."""
    pace = rules.Pace()
    return {
        "begins_on": today,
        "acknowledge": rule.acknowledge_minutes if rule else pace.acknowledge,
        "retest_grace": rule.retest_grace_minutes if rule else pace.retest_grace,
        "decide": rule.decide_minutes if rule else pace.decide,
        "close": rule.close_minutes if rule else pace.close,
        "cutoffs": " ".join(rule.cutoffs if rule else default_cutoffs()),
    }
