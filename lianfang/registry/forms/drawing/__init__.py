"""A sheet as HTML: fields named like `kids[0]/name`, every rule beside them for the page's own script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import msgspec
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..models import Version
from ..rules.settling import Sheet
from ..rules.validating import SENTENCES, Problem
from .fields import Page, parts

SCRIPTS = ("forms/xpath.js", "forms/fill.js")
# What must not stand inside a script element, as JSON may write it instead.
_SAFE = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def draw(
    sheet: Sheet,
    version: Version,
    *,
    prefix: str = "",
    problems: Sequence[Problem] = (),
    given: Mapping[str, str] | None = None,
) -> SafeString:
    """All fields of a questionnaire, the problems beside their questions, and what the script needs.

    `given`: places that the caller's own form asks → the name of its field there ("" where it has none); they are
    not drawn, and expressions read them from those fields.
    """
    page = Page(sheet, prefix, {problem.place: problem.said for problem in problems}, given=given or {})
    return format_html(
        '<link rel="stylesheet" href="{}">{}{}',
        static("forms/forms.css"),
        _box(page, version, problems),
        format_html_join("", '<script src="{}" defer></script>', ((static(name),) for name in SCRIPTS)),
    )


def bare(sheet: Sheet, version: Version, *, prefix: str = "") -> SafeString:
    """The fields with their rules and nothing else, for a page that keeps style and scripts already."""
    return _box(Page(sheet, prefix, {}), version, ())


def _box(page: Page, version: Version, problems: Sequence[Problem]) -> SafeString:
    asks = parts(page, page.sheet.definition.questions, page.sheet.root)
    return format_html(
        '<div class="questionnaire" data-version="{}" data-prefix="{}"{}>{}{}{}</div>',
        version.id,
        page.prefix,
        format_html(' data-given="{}"', json.dumps(dict(page.given))) if page.given else SafeString(""),
        _unplaced(page, problems),
        asks,
        _definition(page.sheet),
    )


def _unplaced(page: Page, problems: Sequence[Problem]) -> SafeString:
    """Problems of answers that no question of the page shows."""
    shown = {
        page.place(branch) for branch in page.sheet.root.within() if branch.spec.path in page.sheet.questions
    }
    rest = [(problem.place, problem.said) for problem in problems if problem.place not in shown]
    return format_html_join("", '<p class="q-wrong" role="alert">{}：{}</p>', rest)


def _definition(sheet: Sheet) -> SafeString:
    """The definition as JSON; browsers do not run it."""
    body = {
        "form": msgspec.to_builtins(sheet.definition),
        "language": sheet.language,
        "said": {why: str(said) for why, said in SENTENCES.items()},
        "words": {
            "remove": _("Remove"),
            "choose": _("choose"),
            "here": _("Where I am now"),
            "nowhere": _("This phone does not say where it is."),
            "wrong": _("Please look at the marked answers again."),
        },
    }
    text = json.dumps(body, ensure_ascii=False).translate(_SAFE)
    return mark_safe(f'<script type="application/json" class="q-definition">{text}</script>')
