"""What people fill in about a list: the files, and what its columns are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import KINDS, Import
from .rules.fields import Field
from .wording import FIELDS


class ManyFiles(forms.ClearableFileInput):
    """A file box that takes several files."""

    allow_multiple_selected = True


class ChooseForm(forms.Form):
    """What the list is, and for each column which field it carries."""

    label = forms.CharField(label=_("Name of the list"), max_length=120)
    kind = forms.ChoiceField(label=_("Whose list"), choices=KINDS)
    is_reissue = forms.BooleanField(label=_("A newer issue of the list before"), required=False)

    def __init__(self, source: Import, data: Any = None) -> None:
        super().__init__(data, initial={"label": source.label, "kind": source.kind, "is_reissue": True})
        if source.previous_id is None:
            del self.fields["is_reissue"]
        choices = [("", _("keep as an extra")), *((field.value, FIELDS[field]) for field in Field)]
        for column in source.columns:
            name = f"column_{column['index']}"
            self.fields[name] = forms.ChoiceField(
                choices=choices, required=False, initial=column["field"], label=column["heading"] or name
            )

    def chosen(self, source: Import) -> list[str]:
        """The fields in the order of the columns."""
        return [self.cleaned_data[f"column_{column['index']}"] for column in source.columns]

    def columns(self, source: Import) -> list[tuple[dict[str, Any], forms.BoundField]]:
        """Each column with its select box."""
        return [(column, self[f"column_{column['index']}"]) for column in source.columns]
