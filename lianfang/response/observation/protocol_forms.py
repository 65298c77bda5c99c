"""The form of a protocol: its numbers, its slots with their windows, a threshold for each way of measuring."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.response.screening.forms import Chips, Day

from . import rules
from .models import Protocol, default_slots
from .rules.protocol import METHODS

LEAST, MOST = Decimal(36), Decimal(39)
# In the order of the day.
SLOTS = ("am", "noon", "pm", "night")


class Clock(forms.TimeInput):
    """A time of day by the browser's own picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Window(forms.MultiWidget):
    """Three times beside one another: opens, late after, closes."""

    template_name = "observation/parts/window.html"

    def __init__(self) -> None:
        super().__init__({"from": Clock(), "to": Clock(), "closes": Clock()})
        names = (_("opens"), _("late after"), _("closes"))
        for widget, name in zip(self.widgets, names, strict=True):
            widget.attrs["aria-label"] = name

    def decompress(self, value: Any) -> list[Any]:
        """The three times of a slot of the protocol."""
        if not value:
            return [None, None, None]
        # A picker knows no 24:00; its last minute stands for it.
        return [value["from"], value["to"], "23:59" if value["closes"] == "24:00" else value["closes"]]


class SlotField(forms.MultiValueField):
    """One slot: all three times, or none where the protocol has no such slot. Midnight at its end is written 24:00."""

    widget = Window

    def __init__(self, **kwargs: Any) -> None:
        times = [forms.TimeField(required=False) for _one in range(3)]
        super().__init__(times, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[time | None]) -> dict[str, str] | None:
        """The slot as the protocol holds it; None where nothing was written."""
        if not data_list or not any(one is not None for one in data_list):
            return None
        if any(one is None for one in data_list):
            raise forms.ValidationError(_("Give all three times, or none."))
        opens, late, closes = (f"{one:%H:%M}" for one in data_list if one is not None)
        return {"from": opens, "to": late, "closes": "24:00" if closes in ("00:00", "23:59") else closes}


class ProtocolForm(forms.Form):
    """A protocol's numbers."""

    name = forms.CharField(max_length=60, label=_("What the protocol is called"))
    begins_on = forms.DateField(widget=Day, label=_("For those who begin from"))
    days = forms.IntegerField(min_value=1, max_value=30, label=_("Days"))
    am = SlotField(label=_("Morning: opens, late after, closes"))
    noon = SlotField(label=_("Noon (leave empty where there is none)"))
    pm = SlotField(label=_("Afternoon: opens, late after, closes"))
    night = SlotField(label=_("Night (leave empty where there is none)"))
    threshold = forms.DecimalField(
        min_value=LEAST, max_value=MOST, max_digits=3, decimal_places=1, label=_("Abnormal from (℃)")
    )
    inclusive = forms.BooleanField(required=False, label=_("this value itself is abnormal (≥)"))
    retest_minutes = forms.IntegerField(min_value=1, max_value=60, label=_("Retest after (minutes)"))
    release = forms.ChoiceField(choices=Protocol.Release.choices, label=_("Release"))
    seen_daily = forms.ChoiceField(
        choices=Protocol.SeenDaily.choices,
        required=False,
        label=_("Seen at the door once a day"),
    )
    symptoms = forms.MultipleChoiceField(
        choices=list(rules.SYMPTOMS.items()), widget=Chips, required=False, label=_("Symptoms that alert")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for method, word in METHODS.items():
            self.fields[f"by_{method.value}"] = forms.DecimalField(
                required=False,
                min_value=LEAST,
                max_value=MOST,
                max_digits=3,
                decimal_places=1,
                label=_("Abnormal from, measured by %(method)s (empty: as above)") % {"method": word},
            )

    @classmethod
    def beginning(cls, values: dict[str, Any]) -> dict[str, Any]:
        """What an empty form begins with: the house's slots, and what is given."""
        return {**{slot["code"]: slot for slot in default_slots()}, **values}

    def numbers(self) -> dict[str, Any]:
        """What was entered, as `operations.add_protocol` takes it. Where no slot was written, the usual two."""
        found = dict(self.cleaned_data)
        slots = [{"code": code, **found.pop(code)} if found[code] else found.pop(code) for code in SLOTS]
        by_method = {method.value: found.pop(f"by_{method.value}") for method in METHODS}
        found["slots"] = [slot for slot in slots if slot] or default_slots()
        found["thresholds"] = {method: str(limit) for method, limit in by_method.items() if limit is not None}
        found["seen_daily"] = found["seen_daily"] or Protocol.SeenDaily.NOBODY
        return found
