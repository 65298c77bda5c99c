"""Drawing a questionnaire's fields inside a caller's own form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from lianfang.core import clock

from .. import drawing, selectors
from ..models import Version

register = template.Library()


@register.simple_tag
def questionnaire(
    version: Version,
    values: Mapping[str, Any] | None = None,
    prefix: str = "",
    problems: Any = (),
    *,
    given: Mapping[str, str] | None = None,
) -> SafeString:
    """`{% questionnaire version values prefix problems %}`: the fields of a version; the caller brings form and button.

    `problems`: what `Refused("forms.invalid")` carries; each is shown beside its question. `given`: places that the
    caller's own form asks → the name of its field ("" where it has none).
    """
    sheet = selectors.sheet(version, clock.now(), values)
    return drawing.draw(sheet, version, prefix=prefix, problems=tuple(problems or ()), given=given)
