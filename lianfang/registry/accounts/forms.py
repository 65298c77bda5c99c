"""What the accounts pages ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, Role

from . import selectors
from .models import ROLES
from .rules import Placement


class PlacementForm(forms.Form):
    """A role and where it is done."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    committee = forms.ChoiceField(
        label=_("Committee"),
        required=False,
        help_text=_("For committee workers, doctors and police; for a leader, to find the stair."),
    )
    building = forms.UUIDField(
        label=_("Stair"), required=False, widget=forms.Select, help_text=_("For building-group leaders.")
    )

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committees = [(str(c.pk), c.name) for c in selectors.committees_of(viewer)]
        self.fields["committee"].choices = [("", "—"), *committees]  # type: ignore[attr-defined]
        chosen = str(self.data.get("committee") or "")
        stairs = selectors.stairs_of(viewer, UUID(chosen)) if chosen in dict(committees) else []
        named = [(str(b.pk), f"{b.compound} {b.number}") for b in stairs]
        self.fields["building"].widget.choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def placement(self) -> Placement:
        """The answers as the operation takes them."""
        committee = self.cleaned_data["committee"]
        return Placement(
            Role(self.cleaned_data["role"]),
            UUID(committee) if committee else None,
            self.cleaned_data["building"],
        )


class AddForm(PlacementForm):
    """A new person: name, user name, first post."""

    field_order = ("name", "username", "role", "committee", "building")
    name = forms.CharField(label=_("Name"), max_length=40)
    username = forms.RegexField(
        label=_("User name"),
        regex=r"^[\w.@-]{2,60}$",
        max_length=60,
        help_text=_("Letters, digits, dots and hyphens. It is what the person types to sign in."),
        error_messages={"invalid": _("Use 2 to 60 letters, digits, dots or hyphens, without spaces.")},
    )


class ReasonForm(forms.Form):
    """Why: kept in the record."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class SoughtForm(forms.Form):
    """What the list is narrowed to; anything unreadable narrows nothing."""

    q = forms.CharField(required=False, max_length=60)
    role = forms.ChoiceField(required=False, choices=ROLES)
    committee = forms.UUIDField(required=False)
    state = forms.ChoiceField(required=False, choices=[(s, s) for s in ("frozen", "closed", "all")])

    def sought(self) -> selectors.Sought:
        """The clean part of what was asked."""
        self.is_valid()
        asked = self.cleaned_data
        return selectors.Sought(
            words=asked.get("q") or "",
            role=asked.get("role") or "",
            committee=str(asked.get("committee") or ""),
            state=asked.get("state") or "",
        )
