"""One control a question: typed, chosen, ticked, taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..rules.definition import Kind, Question
from ..rules.xpath import Branch

if TYPE_CHECKING:
    from .fields import Page

TAPPED = 12
NOTHING = SafeString("")
TYPED = {
    "int": ("text", "numeric"),
    "decimal": ("text", "decimal"),
    "date": ("date", ""),
    "time": ("time", ""),
    "dateTime": ("datetime-local", ""),
}


def id_of(page: Page, branch: Branch) -> str:
    """The control's id: its name with brackets and slashes made plain."""
    plain = (page.prefix + page.place(branch)).replace("[", "-").replace("]", "").replace("/", "-")
    return f"q-{plain}"


def is_many_inputs(question: Question) -> bool:
    """Whether it is drawn as several inputs, which a label cannot point at."""
    tapped = question.kind in {Kind.ONE, Kind.MANY} and not is_list(question)
    return tapped or question.kind == Kind.RANK


def is_list(question: Question) -> bool:
    """Whether one of many is chosen from a drop-down list."""
    return question.kind == Kind.ONE and ("minimal" in question.looks or len(question.choices) > TAPPED)


def control(page: Page, question: Question, branch: Branch) -> SafeString:
    """The control with its answer in it."""
    return DRAWN.get(question.kind, _typed)(page, question, branch)


def _name(page: Page, branch: Branch) -> str:
    return page.prefix + page.place(branch)


def _typed(page: Page, question: Question, branch: Branch) -> SafeString:
    node = branch.spec
    if "multiline" in question.looks:
        return format_html(
            '<textarea name="{}" id="{}" rows="4" maxlength="10000">{}</textarea>',
            _name(page, branch), id_of(page, branch), branch.value,
        )  # fmt: skip
    kind, keys = TYPED.get(node.type, ("text", "numeric" if "numbers" in question.looks else ""))
    kind = "password" if question.kind == Kind.SECRET else kind
    return format_html(
        '<input type="{}" name="{}" id="{}" value="{}" maxlength="10000" autocomplete="off"{}{}{}>{}',
        kind, _name(page, branch), id_of(page, branch), _shown(kind, branch.value),
        format_html(' inputmode="{}"', keys) if keys else NOTHING,
        SafeString(" readonly") if _is_fixed(page, branch) else NOTHING,
        format_html(' aria-describedby="{}-label"', id_of(page, branch)) if question.hint else NOTHING,
        _here(node.type),
    )  # fmt: skip


def _is_fixed(page: Page, branch: Branch) -> bool:
    """Whether it is calculated or may only be read."""
    return branch.spec.calculate is not None or page.sheet.holds(branch.spec.readonly, branch, False)


def _shown(kind: str, value: str) -> str:
    """Browsers take times without a zone."""
    if kind == "datetime-local":
        return value[:16]
    return value[:5] if kind == "time" else value


def _here(kind: str) -> SafeString:
    if kind != "geopoint":
        return NOTHING
    return format_html('<button type="button" class="button q-here">{}</button>', _("Where I am now"))


def _one(page: Page, question: Question, branch: Branch) -> SafeString:
    offered = page.sheet.choices(question, branch)
    if is_list(question) or len(offered) > TAPPED:
        return _select(page, branch, offered)
    return _tapped(page, branch, offered, "radio")


def _many(page: Page, question: Question, branch: Branch) -> SafeString:
    return _tapped(page, branch, page.sheet.choices(question, branch), "checkbox")


def _tapped(page: Page, branch: Branch, offered: list[tuple[str, str]], kind: str) -> SafeString:
    chosen = set(branch.value.split()) if kind == "checkbox" else {branch.value}
    start, name = id_of(page, branch), _name(page, branch)
    rows = (
        (kind, name, value, own, SafeString(" checked") if value in chosen else NOTHING, own, label)
        for own, (value, label) in ((f"{start}--{number}", one) for number, one in enumerate(offered))
    )  # fmt: skip
    each = '<span class="q-pick"><input type="{}" name="{}" value="{}" id="{}"{}><label for="{}">{}</label></span>'
    role = "radiogroup" if kind == "radio" else "group"
    return format_html(
        '<div class="q-picks" role="{}" aria-labelledby="{}-label" data-name="{}" data-kind="{}">{}</div>',
        role, start, name, kind, format_html_join("", each, rows),
    )  # fmt: skip


def _select(
    page: Page, branch: Branch, offered: list[tuple[str, str]], chosen: str | None = None
) -> SafeString:
    chosen = branch.value if chosen is None else chosen
    rows = (
        (value, SafeString(" selected") if value == chosen else NOTHING, label) for value, label in offered
    )
    return format_html(
        '<select name="{}" id="{}"><option value="">{}</option>{}</select>',
        _name(page, branch), id_of(page, branch), _("choose"),
        format_html_join("", '<option value="{}"{}>{}</option>', rows),
    )  # fmt: skip


def _rank(page: Page, question: Question, branch: Branch) -> SafeString:
    """One list a place: first, second, third."""
    offered, ranked = page.sheet.choices(question, branch), branch.value.split()
    lists = (
        (number + 1, _select(page, branch, offered, ranked[number] if number < len(ranked) else ""))
        for number in range(len(offered))
    )
    return format_html(
        '<div class="q-ranks">{}</div>', format_html_join("", "<p><span>{}</span>{}</p>", lists)
    )


def _range(page: Page, question: Question, branch: Branch) -> SafeString:
    return format_html(
        '<input type="number" name="{}" id="{}" value="{}" min="{}" max="{}" step="{}" inputmode="decimal">',
        _name(page, branch), id_of(page, branch), branch.value, question.start, question.end, question.step or "any",
    )  # fmt: skip


def _trigger(page: Page, question: Question, branch: Branch) -> SafeString:
    return format_html(
        '<span class="q-pick"><input type="checkbox" name="{}" id="{}" value="OK"{}><label for="{}">{}</label></span>',
        _name(page, branch), id_of(page, branch), SafeString(" checked") if branch.value else NOTHING,
        id_of(page, branch), _("I have read this"),
    )  # fmt: skip


def _upload(page: Page, question: Question, branch: Branch) -> SafeString:
    return format_html(
        '<input type="file" name="{}" id="{}" accept="{}">{}',
        _name(page, branch), id_of(page, branch), question.media,
        format_html('<span class="q-hint">{}</span>', branch.value) if branch.value else NOTHING,
    )  # fmt: skip


Draw = Callable[["Page", Question, Branch], SafeString]
DRAWN: dict[Kind, Draw] = {
    Kind.ONE: _one,
    Kind.MANY: _many,
    Kind.RANK: _rank,
    Kind.RANGE: _range,
    Kind.TRIGGER: _trigger,
    Kind.UPLOAD: _upload,
}
