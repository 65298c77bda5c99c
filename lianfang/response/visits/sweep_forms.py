"""What rounds from door to door ask: a round, one knock, a loudspeaker's round."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, clock
from lianfang.registry.places.models import Committee

from . import rules
from .forms import When
from .models import Sweep
from .operations.sweeping import Round, Seen, Wanted

WORDS = _(
    "Everybody who came from outside Shanghai in the last 14 days: please register with the committee. "
    "Wash your hands, wear a mask, do not gather. Whoever has a fever calls first and goes to the fever clinic."
)


def own_committees(viewer: Actor) -> list[tuple[str, str]]:
    """The committees that a viewer answers for."""
    rows = Committee.objects.within(viewer).order_by("code", "name")
    return [(str(one.id), one.name) for one in rows]


class SweepForm(forms.Form):
    """入户轮次: which doors of which committee."""

    committee = forms.ChoiceField(label=_("Committee"))
    kind = forms.ChoiceField(choices=Sweep.Kind.choices, label=_("Which doors"))
    name = forms.CharField(required=False, max_length=60, label=_("Name of the round"))

    def __init__(self, viewer: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].choices = own_committees(viewer)  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was filled in, as the operation takes it."""
        said = self.cleaned_data
        return Wanted(said["name"], said["kind"], UUID(said["committee"]))


class KnockForm(forms.Form):
    """敲门: what came of it; for rentals how many live there, in how many rooms, on how many square metres."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(choices=list(rules.OUTCOMES.items()), label=_("What came of the visit"))
    occupants = forms.IntegerField(required=False, min_value=0, max_value=99, label=_("Live here"))
    dependants = forms.IntegerField(
        required=False, min_value=0, max_value=99, label=_("children and dependants")
    )
    came_back = forms.BooleanField(required=False, label=_("Somebody came back within 14 days"))
    is_rented = forms.BooleanField(required=False, label=_("Rented"))
    rooms = forms.IntegerField(required=False, min_value=1, max_value=60, label=_("Number of rooms"))
    area = forms.DecimalField(
        required=False, min_value=1, max_value=999, max_digits=5, decimal_places=1, label=_("Square metres")
    )
    landlord = forms.CharField(required=False, max_length=60, label=_("Landlord"))
    landlord_phone = forms.CharField(required=False, max_length=40, label=_("Landlord's phone"))
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))
    slip = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def seen(self) -> Seen:
        """What was filled in, as the operation takes it."""
        said = dict(self.cleaned_data)
        said["dependants"] = said["dependants"] or 0
        if said["outcome"] != rules.Outcome.NOBODY:
            said["slip"] = ""
        return Seen(**said)


class BroadcastForm(forms.Form):
    """喇叭巡播: where, when, which words."""

    committee = forms.ChoiceField(label=_("Committee"))
    route = forms.CharField(max_length=200, label=_("Route"))
    begins_at = forms.DateTimeField(widget=When, label=_("From"))
    ends_at = forms.DateTimeField(widget=When, label=_("Until"))
    text = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4}), label=_("Words used"))

    def __init__(self, viewer: Actor, at: datetime, *args: Any, **kwargs: Any) -> None:
        local = at.astimezone(clock.LOCAL).replace(second=0, microsecond=0)
        kwargs.setdefault(
            "initial", {"begins_at": local - timedelta(minutes=30), "ends_at": local, "text": WORDS}
        )
        super().__init__(*args, **kwargs)
        self.fields["committee"].choices = own_committees(viewer)  # type: ignore[attr-defined]

    def spoken(self) -> Round:
        """What was filled in, as the operation takes it."""
        said = self.cleaned_data
        return Round(UUID(said["committee"]), said["route"], said["text"], said["begins_at"], said["ends_at"])
