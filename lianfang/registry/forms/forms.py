"""What the office's pages take in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor
from lianfang.registry.accounts.models import User

from . import selectors
from .operations.versions import Handed
from .workbooks.packages import MOST_BYTES


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """A workbook, the day it counts from, and the lists it names."""

    workbook = forms.FileField(
        label=_("Workbook (XLSForm)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"})
    )
    begins_on = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def handed(self, beside: list[UploadedFile]) -> Handed:  # type: ignore[type-arg]
        """What was handed in; more than any workbook has is not read into memory."""
        book = self.cleaned_data["workbook"]
        files = {str(file.name): file.read(MOST_BYTES + 1) for file in beside[:10]}
        return Handed(str(book.name), book.read(MOST_BYTES + 1), files)


class AddForm(UploadForm):
    """A questionnaire of the office's own."""

    name = forms.CharField(label=_("Name of the questionnaire"), max_length=80)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("small letters, for example spring_survey; other pages find it by this"),
    )
    field_order = ["name", "code", "workbook", "begins_on"]


class BeginsForm(forms.Form):
    """A first day."""

    begins_on = forms.DateField(label=_("In force from"))


class KeyForm(forms.Form):
    """Whose phone, and which."""

    user = forms.ModelChoiceField(queryset=User.objects.none())
    name = forms.CharField(label=_("Phone with ODK Collect"), max_length=60)

    def __init__(self, viewer: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = selectors.staff_for_keys(viewer)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What becomes of kept answers, and why."""

    decision = forms.ChoiceField(choices=[("take", "take"), ("aside", "aside")])
    reason = forms.CharField(max_length=200)
