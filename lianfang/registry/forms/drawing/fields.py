"""Questions, groups and repeats around their controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..rules.definition import Kind, Node, Question
from ..rules.planting import blank
from ..rules.settling import Sheet
from ..rules.validating import place_of
from ..rules.xpath import Branch
from . import controls

NOTHING = SafeString("")
NUMBER = "__n{}__"


@dataclass
class Page:
    """One drawing: the sheet, how names begin, what is wrong at which place, and which places the caller's own form
    asks. `shown` counts what is asked here."""

    sheet: Sheet
    prefix: str
    wrong: dict[str, str]
    ahead: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    shown: int = 0

    def place(self, branch: Branch) -> str:
        """The branch as this page names it; inside a template the members' numbers stand open."""
        return self.ahead or place_of(branch)


def parts(page: Page, questions: Iterable[Question], scope: Branch) -> SafeString:
    """Questions in order, inside the member of a repeat (or the whole form) they stand in."""
    return mark_safe("".join(_part(page, question, scope) for question in questions))


def _part(page: Page, question: Question, scope: Branch) -> SafeString:
    if question.kind == Kind.REPEAT:
        return _repeat(page, question, scope)
    if question.kind == Kind.GROUP:
        return _group(page, question, scope)
    branch = find(scope, question.path)
    return _asked(page, question, branch) if branch is not None else NOTHING


def find(scope: Branch, path: str) -> Branch | None:
    """The branch of a question in this member; only repeats in between would hide it."""
    way = path[len(scope.spec.path) + 1 :] if path.startswith(scope.spec.path + "/") else None
    here: Branch | None = scope if way is not None else None
    for name in (way or "").split("/"):
        here = next(iter(here.named(name)), None) if here is not None else None
    return here


def _off(branch: Branch | None) -> str:
    return "" if branch is None or branch.is_relevant else " q-off"


def _none(page: Page, before: int) -> str:
    """A class for what holds nothing that is asked here."""
    return "" if page.shown > before else " q-none"


def _group(page: Page, question: Question, scope: Branch) -> SafeString:
    before = page.shown
    branch = find(scope, question.path) if question.path else None
    label = page.sheet.said(question.label, branch or scope)
    legend = format_html("<legend>{}</legend>", label) if label else NOTHING
    inside = parts(page, question.parts, scope)
    off = _off(branch) + _none(page, before)
    return format_html(
        '<fieldset class="q-group{}" data-path="{}">{}{}</fieldset>', off, question.path, legend, inside
    )


def _asked(page: Page, question: Question, branch: Branch) -> SafeString:
    """Label, hint, control, and what is wrong."""
    sheet, place = page.sheet, page.place(branch)
    label = sheet.said(question.label, branch) or branch.spec.name
    if question.kind == Kind.NOTE:
        text = format_html('<p class="q-note">{}</p>', label)
        return _box(page, question, branch, text)
    hint = sheet.said(question.hint, branch)
    control = controls.control(page, question, branch)
    must = (
        format_html(' <b class="q-must" title="{}">*</b>', _("required")) if branch.spec.required else NOTHING
    )
    said = format_html('<span class="q-hint">{}</span>', hint) if hint else NOTHING
    head = _head(question, controls.id_of(page, branch), format_html("{}{}", label, must))
    wrong = page.wrong.get(place, "")
    told = format_html(
        '<p class="q-wrong" role="alert"{}>{}</p>', SafeString("" if wrong else " hidden"), wrong
    )
    return _box(page, question, branch, format_html("{}{}{}{}", head, said, control, told))


def _head(question: Question, target: str, label: SafeString) -> SafeString:
    if controls.is_many_inputs(question):
        return format_html('<span class="q-label" id="{}-label">{}</span>', target, label)
    return format_html('<label class="q-label" for="{}">{}</label>', target, label)


def _box(page: Page, question: Question, branch: Branch, inside: SafeString) -> SafeString:
    is_given = page.place(branch) in page.given
    page.shown += not is_given
    wrong = " q-bad" if page.wrong.get(page.place(branch)) else ""
    return format_html(
        '<div class="q-ask{}{}" data-path="{}" data-place="{}">{}</div>',
        _off(branch) + (" q-given" if is_given else ""), wrong, question.path, page.place(branch), inside,
    )  # fmt: skip


def _repeat(page: Page, question: Question, scope: Branch) -> SafeString:
    """The members there are, a blank one for the script to copy, and buttons that work without it."""
    holder = find(scope, question.path.rpartition("/")[0]) or scope
    node = next((kid for kid in holder.spec.kids if kid.path == question.path), None)
    if node is None:
        return NOTHING
    place, before = _place_of_repeat(page, scope, node), page.shown
    is_fixed = question.fixed or place in page.given
    members = holder.named(node.name)
    drawn = format_html_join(
        "",
        "{}",
        ((_member(page, question, one, f"{place}[{number}]"),) for number, one in enumerate(members)),
    )
    label = page.sheet.said(question.label, holder)
    return format_html(
        '<fieldset class="q-repeat{}" data-path="{}" data-place="{}"{}>{}'
        '<input type="hidden" name="{}{}[]" value="{}" class="q-count">'
        '<div class="q-members">{}</div>{}{}</fieldset>',
        ("" if holder.is_relevant else " q-off") + (_none(page, before) if is_fixed else ""), question.path, place,
        SafeString(" data-fixed") if is_fixed else NOTHING,
        format_html("<legend>{}</legend>", label) if label else NOTHING,
        page.prefix, place, len(members), drawn, _template(page, question, holder=holder, node=node, place=place),
        NOTHING if is_fixed else _more(page, place, label),
    )  # fmt: skip


def _place_of_repeat(page: Page, scope: Branch, node: Node) -> str:
    above = page.place(scope) if scope.spec.repeats else ""
    return f"{above}/{node.key}" if above else node.key


def _more(page: Page, place: str, label: str) -> SafeString:
    said = _("One more: %(what)s") % {"what": label} if label else _("One more")
    return format_html(
        '<button class="button q-more" name="{}+" value="{}" formnovalidate>{}</button>',
        page.prefix,
        place,
        said,
    )


def _member(page: Page, question: Question, member: Branch, place: str) -> SafeString:
    less, before = NOTHING, page.shown
    if not question.fixed and place.rpartition("[")[0] not in page.given:
        less = format_html(
            '<button class="q-less" name="{}-" value="{}" formnovalidate>{}</button>',
            page.prefix,
            place,
            _("Remove"),
        )
    number = place.rpartition("[")[2].rstrip("]")
    shown = str(int(number) + 1) if number.isdecimal() else ""
    head = format_html('<p class="q-which"><span>{}</span> {}</p>', shown, less)
    inside = parts(page, question.parts, member)
    none = _none(page, before)
    return format_html('<div class="q-member{}" data-member="{}">{}{}</div>', none, place, head, inside)


def _template(page: Page, question: Question, *, holder: Branch, node: Node, place: str) -> SafeString:
    """A blank member whose number the script writes in; members within it have numbers of their own."""
    made = blank(node)
    made.parent = holder
    depth = place.count("[")
    inner = Page(page.sheet, page.prefix, {})
    numbered = f"{place}[{NUMBER.format(depth)}]"
    drawn = _member(_Open(inner, numbered, made), question, made, numbered)
    return format_html("<template>{}</template>", drawn)


class _Open(Page):
    """A page inside a template: places begin with the open number of the member being copied."""

    def __init__(self, page: Page, place: str, member: Branch) -> None:
        super().__init__(page.sheet, page.prefix, {})
        self.start, self.member = place, member

    def place(self, branch: Branch) -> str:
        """The place with open numbers from the copied member on."""
        if branch is self.member:
            return self.start
        inside = [up for up in branch.above() if up.spec.repeats]
        nearest = inside[0] if inside else None
        above = self.start if nearest is None or nearest is self.member else self.place(nearest)
        if branch.spec.repeats:
            number = next(index for index, one in enumerate(branch.siblings) if one is branch)
            return f"{above}/{branch.spec.key}[{number}]"
        return f"{above}/{branch.spec.key}"
