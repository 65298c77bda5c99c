"""Answers as branches and back: from a set of values, from an instance's XML, to values, to XML.

Values: question → text, several choices → list of texts, repeat → list of such sets. Groups are looked through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from .definition import Definition, Node
from .safexml import local
from .xpath import Branch
from .xpath.evaluating import number_text

ORX = "http://openrosa.org/xforms"
MOST_MEMBERS = 200
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stray:
    """Something sent that the form does not ask for, or that has another shape than the form."""

    place: str
    why: str = "unknown"


def plant(definition: Definition, values: Values) -> tuple[Branch, list[Stray]]:
    """The instance's root with these values in it, its defaults where nothing is said; and what did not fit."""
    top, strays = Branch(""), list[Stray]()
    root = top.add(Branch(definition.root.name, spec=definition.root))
    _fill(root, _Given(values, "", strays))
    return root, strays


@dataclass(frozen=True, slots=True)
class _Given:
    """The values of one scope (the form, or one member of a repeat), where it stands, and what did not fit."""

    values: Values
    place: str
    strays: list[Stray]


def _fill(branch: Branch, given: _Given) -> None:
    known = set(_add_kids(branch, branch.spec, given))
    given.strays.extend(Stray(f"{given.place}{key}"[:200]) for key in given.values if key not in known)


def _add_kids(branch: Branch, node: Node, given: _Given) -> list[str]:
    known = []
    for kid in node.kids:
        if kid.repeats:
            known.append(kid.key)
            _add_members(branch, kid, given)
        elif kid.kids:
            known += _add_kids(branch.add(Branch(kid.name, spec=kid)), kid, given)
        else:
            known.append(kid.key)
            value = given.values.get(kid.key) if kid.key else None
            branch.add(Branch(kid.name, kid.default if value is None else written(value), kid))
    return known


def _add_members(branch: Branch, node: Node, given: _Given) -> None:
    place, members = f"{given.place}{node.key}", given.values.get(node.key)
    if members is None:
        members = [{} for _one in range(max(node.members, 0))]
    if not isinstance(members, list) or not all(isinstance(one, Mapping) for one in members):
        given.strays.append(Stray(place, "shape"))
        return
    if len(members) > MOST_MEMBERS:
        given.strays.append(Stray(place, "too_many"))
    for number, values in enumerate(members[:MOST_MEMBERS]):
        made = branch.add(Branch(node.name, spec=node))
        _fill(made, _Given(values, f"{place}[{number}]/", given.strays))


def blank(node: Node) -> Branch:
    """A member or branch with nothing but its defaults."""
    made = Branch(node.name, "" if node.kids else node.default, node)
    for kid in node.kids:
        for _member in range(kid.members if kid.repeats else 1):
            made.add(blank(kid))
    return made


def written(value: Any) -> str:
    """A value as an XForm holds it."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(written(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def gather(branch: Branch, several: frozenset[str]) -> dict[str, Any]:
    """The relevant answers below a branch; questions whose path is in `several` as lists. Nothing blank."""
    found: dict[str, Any] = {}
    for kid in branch.kids:
        node: Node = kid.spec
        if not kid.is_relevant or node is None or not (node.key or node.kids):
            continue
        if node.repeats:
            found.setdefault(node.key, []).append(gather(kid, several))
        elif node.kids:
            found |= gather(kid, several)
        elif kid.value:
            found[node.key] = kid.value.split() if node.path in several else kid.value
    return found


def plant_xml(definition: Definition, root: etree._Element) -> tuple[Branch, list[Stray]]:
    """The instance that a phone sent, branch by branch as sent; and what the form does not know."""
    top, strays = Branch(""), list[Stray]()
    branch = top.add(Branch(definition.root.name, spec=definition.root))
    _take(branch, definition.root, root, strays)
    return branch, strays


def _take(branch: Branch, node: Node, element: etree._Element, strays: list[Stray]) -> None:
    known = {kid.name: kid for kid in node.kids}
    for part in element:
        spec = known.get(local(part))
        if spec is None:
            if local(part) != "meta":
                strays.append(Stray(f"{node.path}/{local(part)}"[:200]))
            continue
        value = (part.text or "").strip() if not spec.kids else ""
        if (len(part) and not spec.kids) or (branch.named(spec.name) and not spec.repeats):
            strays.append(Stray(spec.path, "shape"))
            continue
        if len(branch.named(spec.name)) >= MOST_MEMBERS:
            strays.append(Stray(spec.path, "too_many"))
            break
        _take(branch.add(Branch(spec.name, value, spec)), spec, part, strays)
    for spec in node.kids:
        if not branch.named(spec.name) and not spec.repeats:
            branch.add(blank(spec))


def to_xml(definition: Definition, root: Branch, instance_id: str) -> str:
    """The instance as ODK's tools read it; what is not relevant is left out."""
    head = f"<{root.name} xmlns:orx={quoteattr(ORX)} id={quoteattr(definition.form_id)}"
    version = f" version={quoteattr(definition.version)}" if definition.version else ""
    body = "".join(_xml(kid) for kid in root.kids if kid.name != "meta")
    meta = f"<orx:meta><orx:instanceID>{escape(instance_id)}</orx:instanceID></orx:meta>"
    return f"{head}{version}>{body}{meta}</{root.name}>"


def _xml(branch: Branch) -> str:
    if not branch.is_relevant:
        return ""
    inside = "".join(map(_xml, branch.kids)) if branch.kids else escape(branch.value)
    return f"<{branch.name}>{inside}</{branch.name}>"
