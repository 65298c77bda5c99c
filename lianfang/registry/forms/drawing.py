"""A sheet as HTML: fields with names like `kids[0]/name`, the rules beside them for the page's own script."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .models import Version
from .rules.settling import Sheet
from .rules.validating import Problem


def draw(sheet: Sheet, version: Version, *, prefix: str, problems: Sequence[Problem]) -> SafeString:
    """All fields of a questionnaire."""
    return format_html('<div class="questionnaire" data-version="{}"></div>', version.id)
