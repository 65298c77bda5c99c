"""What people fill in about a list: the files, and what its columns are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import sentence

from .models import KINDS, Import
from .rules.fields import SEVERAL, Field
from .wording import FIELDS

COLUMN = "column_"


class ChooseForm(forms.Form):
    """What the list is, and for each column which field it carries."""

    label = forms.CharField(label=_("Name of the list"), max_length=120)
    kind = forms.ChoiceField(label=_("Whose list"), choices=KINDS)
    is_reissue = forms.BooleanField(label=_("A newer issue of the list before"), required=False)

    def __init__(self, source: Import, before: Import | None, data: Any = None) -> None:
        """`before` is the issue that this list would renew."""
        super().__init__(data, initial={"label": source.label, "kind": source.kind, "is_reissue": True})
        self.before = before
        if before is None:
            del self.fields["is_reissue"]
        choices = [("", _("keep as an extra")), *((field.value, FIELDS[field]) for field in Field)]
        for column in source.columns:
            name = _box(column)
            self.fields[name] = forms.ChoiceField(
                choices=choices, required=False, initial=column["field"], label=column["heading"] or name
            )

    def clean(self) -> dict[str, Any]:
        """At least one column says something, and no two the same where only one can."""
        given: dict[str, str] = {}
        for name, field in list(self.cleaned_data.items()):
            if not name.startswith(COLUMN) or not field:
                continue
            if field in given and Field(field) not in SEVERAL:
                said = _("The column “%(other)s” is “%(field)s” already.")
                facts = {"other": self.fields[given[field]].label, "field": FIELDS[Field(field)]}
                self.add_error(name, said % facts)
            given.setdefault(field, name)
        if not given and not self.errors:
            raise forms.ValidationError(sentence("lists.nothing_mapped"))
        return self.cleaned_data

    def chosen(self, source: Import) -> list[str]:
        """The fields in the order of the columns."""
        return [self.cleaned_data[_box(column)] for column in source.columns]

    def columns(self, source: Import) -> list[tuple[dict[str, Any], forms.BoundField]]:
        """Each column with its select box."""
        return [(column, self[_box(column)]) for column in source.columns]


def _box(column: dict[str, Any]) -> str:
    """The name of a column's select box."""
    return f"{COLUMN}{column['index']}"
