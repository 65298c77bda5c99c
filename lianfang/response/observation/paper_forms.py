"""What papers ask: which and for whom, who signed, and of which committee and day the register is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, Role, clock
from lianfang.registry.places.models import Committee
from lianfang.response.screening.forms import ChipRadio, Chips, Day, household_chips

from . import rules
from .models import Episode
from .rules import papers


class IssueForm(forms.Form):
    """Which papers go out, for whom of the household."""

    kinds = forms.MultipleChoiceField(widget=Chips, label=_("Papers"))
    mates = forms.MultipleChoiceField(
        required=False, widget=Chips, label=_("Also for these of the household")
    )
    english = forms.BooleanField(required=False, label=_("English beside the Chinese"))
    delivered = forms.ChoiceField(
        choices=list(papers.WAYS.items()),
        widget=ChipRadio,
        initial=papers.Way.HAND,
        label=_("How it goes out"),
    )

    def __init__(self, episode: Episode, mates: Iterable[Episode], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.episode = episode
        released = episode.state == rules.State.RELEASED
        offered = [papers.Kind.RELEASE] if released else list(papers.FIRST)
        self.fields["kinds"].choices = [(kind.value, papers.KINDS[kind]) for kind in offered]  # type: ignore[attr-defined]
        self.fields["kinds"].initial = [kind.value for kind in offered]
        others = household_chips((one.id, one.person) for one in mates)
        self.fields["mates"].choices = others  # type: ignore[attr-defined]
        self.fields["mates"].initial = [key for key, _name in others]
        if released or not others:
            del self.fields["mates"]

    @property
    def people(self) -> list[UUID]:
        """Whose papers these are, the one asked for first."""
        return [self.episode.id, *(UUID(key) for key in self.cleaned_data.get("mates", []))]

    @property
    def facts(self) -> dict[str, Any]:
        """What the operation takes besides."""
        return {name: self.cleaned_data[name] for name in ("kinds", "english", "delivered")}


class SignForm(forms.Form):
    """How a paper came back."""

    DECLINED = "declined"
    signer = forms.ChoiceField(
        choices=[*papers.SIGNERS.items(), (DECLINED, _("declined to sign"))],
        widget=ChipRadio,
        label=_("Signed by"),
    )
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))

    @property
    def declined(self) -> bool:
        """True where signing was declined."""
        return bool(self.cleaned_data["signer"] == self.DECLINED)

    @property
    def signed_by(self) -> str:
        """Who signed."""
        return "" if self.declined else str(self.cleaned_data["signer"])


class RegisterForm(forms.Form):
    """Which committee's register, of which day."""

    committee = forms.ModelChoiceField(queryset=Committee.objects.none(), label=_("Committee"))
    day = forms.DateField(required=False, widget=Day, label=_("Day"))

    def __init__(self, viewer: Actor, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.day_of(at)
        rows = Committee.objects.visible_to(viewer).order_by("code")
        if not viewer.sees_whole:
            rows = rows.filter(pk__in=viewer.committees)
        self.own = rows.first() if viewer.role == Role.COMMITTEE_WORKER else None
        self.fields["committee"].queryset = rows  # type: ignore[attr-defined]
        self.fields["committee"].required = self.own is None
        self.fields["day"].initial = self.today

    def read(self) -> tuple[date, Committee | None]:
        """The day, today by default, and the committee: the worker's own where none is named."""
        if not self.is_bound or not self.is_valid():
            return self.today, self.own
        return self.cleaned_data["day"] or self.today, self.cleaned_data["committee"] or self.own
