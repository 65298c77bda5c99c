"""An XForm's XML read into a Definition, with everything in it that does not make sense collected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from . import lists
from .checking import check_expression
from .definition import Choice, Definition, Kind, Line, Node, Question, Source, Text
from .keys import give_keys
from .safexml import local, parse
from .xpath import Ast, NotReadable, read

JR = "{http://openrosa.org/javarosa}"
MOST_XFORM = 8_000_000
KINDS = {
    "input": Kind.INPUT, "secret": Kind.SECRET, "select1": Kind.ONE, "select": Kind.MANY, "rank": Kind.RANK,
    "range": Kind.RANGE, "trigger": Kind.TRIGGER, "upload": Kind.UPLOAD, "group": Kind.GROUP, "repeat": Kind.REPEAT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a form that cannot work: at which branch, in which column, why, and the words found."""

    path: str
    column: str
    why: str
    found: str = ""
    facts: tuple[str, ...] = ()


class BadForm(ValueError):
    """A form that cannot be asked, with everything that is wrong in it."""

    def __init__(self, troubles: list[Trouble]) -> None:
        super().__init__(str(troubles[:3]))
        self.troubles = troubles


@dataclass
class _Reading:
    """What is gathered on the way through one XForm."""

    texts: dict[str, Text] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    lists: dict[str, Line] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    troubles: list[Trouble] = field(default_factory=list)

    def trouble(self, path: str, column: str, why: str, found: str = "") -> None:
        self.troubles.append(Trouble(path, column, why, found))

    def expression(self, text: str | None, path: str, column: str) -> Ast | None:
        """The tree of an attribute; what is wrong with it is noted."""
        if text is None or not text.strip():
            return None
        try:
            tree = read(text)
        except NotReadable as error:
            self.troubles.append(Trouble(path, column, error.why, text.strip()[:200], (error.found,)))
            return None
        for why, found in check_expression(tree, self.nodes, self.lists):
            self.troubles.append(Trouble(path, column, why, text.strip()[:200], (found,)))
        return tree


def read_xform(xml: str, files: Mapping[str, bytes] | None = None, live: Collection[str] = ()) -> Definition:
    """The definition in an XForm; `files` are the lists handed in beside it, by name, `live` those of them that are
    another one for each phone.

    Raises BadForm with everything found wrong, NotSafe for XML that is none.
    """
    root = parse(xml.encode(), MOST_XFORM)
    model = _child(_child(root, "head"), "model")
    gathered = _Reading()
    instances = [one for one in model if local(one) == "instance"]
    languages = _read_texts(model, gathered)
    main = instances[0][0]
    top = _node(main, "", gathered)
    _read_lists(instances[1:], files or {}, gathered)
    gathered.live |= {one.get("id", "") for one in instances[1:] if _source_of(one) in live}
    _bind(model, gathered)
    body = _child(root, "body")
    _read_first(root, gathered)
    questions = list(_questions(body, gathered))
    give_keys(top)
    if gathered.troubles:
        raise BadForm(gathered.troubles)
    title = "".join(map(str, _child(_child(root, "head"), "title").itertext()))
    return Definition(
        title=title.strip(), form_id=main.get("id", ""), version=main.get("version", ""), root=top, questions=questions,
        languages=[name for name, _is_default in languages],
        language=next((name for name, is_default in languages if is_default), languages[0][0] if languages else ""),
        lists=gathered.lists, texts=_texts_of_lists(gathered),
    )  # fmt: skip


def _child(element: etree._Element, name: str) -> etree._Element:
    return next(kid for kid in element if local(kid) == name)


def _node(element: etree._Element, above: str, gathered: _Reading) -> Node:
    """A branch with those below it; the template and the first members of a repeat are one branch."""
    path = f"{above}/{local(element)}"
    made = gathered.nodes.setdefault(path, Node(local(element), path))
    for kid in element:
        is_template = kid.get(JR + "template") is not None
        known = f"{path}/{local(kid)}" in gathered.nodes
        below = _node(kid, path, gathered)
        if not known:
            made.kids.append(below)
        if is_template:
            below.repeats = True
        else:
            below.members += 1
    made.default = "" if len(element) else (element.text or "").strip()
    return made


def _read_texts(model: etree._Element, gathered: _Reading) -> list[tuple[str, bool]]:
    """Every text by its id and language; returns the languages with a mark at the default."""
    itext = next((kid for kid in model if local(kid) == "itext"), None)
    languages = []
    for translation in itext if itext is not None else ():
        language = translation.get("lang", "")
        languages.append((language, translation.get("default") is not None))
        for text in translation:
            plain = [value for value in text if value.get("form") is None]
            if plain:
                gathered.texts.setdefault(text.get("id", ""), {})[language] = _pieces(plain[0])
    return languages


def _pieces(element: etree._Element) -> list[Any]:
    """Plain text and the paths of values put in; paths become trees once the branches are known."""
    found: list[Any] = [element.text or ""]
    for kid in element:
        if local(kid) == "output":
            found.append({"x": kid.get("value") or kid.get("ref") or "''"})
        found.append(kid.tail or "")
    return [piece for piece in found if piece]


def _read_lists(instances: list[etree._Element], files: Mapping[str, bytes], gathered: _Reading) -> None:
    for instance in instances:
        name = instance.get("id", "")
        source = _source_of(instance)
        if not source:
            gathered.lists[name] = Line("", "", [lists.of_xml(kid) for kid in instance])
            continue
        if source not in files:
            gathered.trouble("", "file", "needs_file", source)
            gathered.lists[name] = Line("")
            continue
        try:
            gathered.lists[name] = lists.of_csv(files[source])
        except lists.NotAList:
            gathered.trouble("", "file", "not_a_list", source)
    if "itemsets.csv" in files:
        gathered.lists.setdefault("itemsets", lists.of_csv(files["itemsets.csv"]))


def _source_of(instance: etree._Element) -> str:
    return (instance.get("src") or "").rpartition("/")[2]


def _bind(model: etree._Element, gathered: _Reading) -> None:
    for bind in (kid for kid in model if local(kid) == "bind"):
        path = "".join((bind.get("nodeset") or "").split())
        node = gathered.nodes.get(path)
        if node is None:
            continue
        node.type = (bind.get("type") or "string").rpartition(":")[2]
        for column in ("relevant", "constraint", "required", "readonly", "calculate"):
            tree = gathered.expression(bind.get(column), path, column)
            setattr(node, column, None if tree == ["call", "false", []] else tree)
        node.preload = ":".join(filter(None, (bind.get(JR + "preload"), bind.get(JR + "preloadParams"))))
        node.wrong = _message(bind.get(JR + "constraintMsg"), path, gathered)
        node.missing = _message(bind.get(JR + "requiredMsg"), path, gathered)


def _message(text: str | None, path: str, gathered: _Reading) -> Text:
    if not text:
        return {}
    if text.startswith("jr:itext("):
        return _said(text[len("jr:itext(") :].strip("')\" "), path, gathered)
    return {"": [text]}


def _said(name: str, path: str, gathered: _Reading) -> Text:
    return {
        language: _read_pieces(pieces, path, gathered)
        for language, pieces in gathered.texts.get(name, {}).items()
    }


def _read_pieces(pieces: list[Any], path: str, gathered: _Reading) -> list[Any]:
    found: list[Any] = []
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
            continue
        tree = gathered.expression(piece["x"], path, "label")
        found.append({"x": tree} if tree else "")
    return found


def _read_first(root: etree._Element, gathered: _Reading) -> None:
    """Defaults that are computed when a member is new."""
    for element in root.iter():
        if isinstance(element.tag, str) and local(element) == "setvalue":
            path = "".join((element.get("ref") or "").split())
            events = (element.get("event") or "").split()
            node = gathered.nodes.get(path)
            if node is not None and {"odk-instance-first-load", "odk-new-repeat"} & set(events):
                node.first = gathered.expression(element.get("value"), path, "default")


def _questions(element: etree._Element, gathered: _Reading) -> Iterator[Question]:
    for kid in element:
        kind = KINDS.get(local(kid))
        if kind is None:
            continue
        question = _question(kid, kind, gathered)
        if kind in (Kind.GROUP, Kind.REPEAT):
            question.parts = list(_questions(kid, gathered))
        if kind == Kind.GROUP and _is_hull(question):
            # A repeat comes wrapped in a group that bears its label.
            inner = question.parts[0]
            inner.label = inner.label or question.label
            yield inner
        else:
            yield question


def _is_hull(group: Question) -> bool:
    return len(group.parts) == 1 and group.parts[0].kind == Kind.REPEAT and group.parts[0].path == group.path


def _question(element: etree._Element, kind: Kind, gathered: _Reading) -> Question:
    path = "".join((element.get("ref") or element.get("nodeset") or element.get("bind") or "").split())
    node = gathered.nodes.get(path)
    made = Question(
        kind=kind, path=path, looks=element.get("appearance") or "", media=element.get("mediatype") or "",
        start=element.get("start") or "", end=element.get("end") or "", step=element.get("step") or "",
    )  # fmt: skip
    for kid in element:
        if local(kid) in {"label", "hint"}:
            setattr(made, local(kid), _label(kid, path, gathered))
    if kind == Kind.REPEAT and node is not None:
        node.repeats = True
        made.fixed = bool(element.get(JR + "noAddRemove") or element.get(JR + "count"))
        node.count = gathered.expression(element.get(JR + "count"), path, "repeat_count")
    if kind == Kind.INPUT and node is not None and node.readonly == ["call", "true", []]:
        made.kind = Kind.NOTE
    _read_choices(element, made, gathered)
    return made


def _label(element: etree._Element, path: str, gathered: _Reading) -> Text:
    ref = element.get("ref") or ""
    if ref.startswith("jr:itext("):
        return _said(ref[len("jr:itext(") :].strip("')\" "), path, gathered)
    return {"": _read_pieces(_pieces(element), path, gathered)}


def _read_choices(element: etree._Element, made: Question, gathered: _Reading) -> None:
    query = element.get("query")
    if query:
        made.kind = Kind.ONE
        made.source = _source(query, made.path, gathered, value="name", label="")
    for kid in element:
        if local(kid) == "item":
            made.choices.append(_choice(kid, made.path, gathered))
        elif local(kid) == "itemset":
            value, label = "name", "label"
            for part in kid:
                if local(part) == "value":
                    value = part.get("ref") or value
                elif local(part) == "label":
                    label = part.get("ref") or label
            made.source = _source(kid.get("nodeset") or "", made.path, gathered, value=value, label=label)


def _choice(element: etree._Element, path: str, gathered: _Reading) -> Choice:
    value = "".join(map(str, _child(element, "value").itertext())).strip()
    label = next((kid for kid in element if local(kid) == "label"), None)
    return Choice(value, _label(label, path, gathered) if label is not None else {})


def _source(nodeset: str, path: str, gathered: _Reading, *, value: str, label: str) -> Source | None:
    tree = gathered.expression(nodeset, path, "choice_filter")
    if tree is None:
        return None
    is_live = any(f"instance('{name}')" in nodeset for name in gathered.live)
    if label.startswith("jr:itext("):
        return Source(tree, value, text=label[len("jr:itext(") :].rstrip(") "), live=is_live)
    return Source(tree, value, label=label or "label", live=is_live)


def _texts_of_lists(gathered: _Reading) -> dict[str, Text]:
    """The texts that lines of lists name."""
    named = {
        line.value for root in gathered.lists.values() for line in _lines(root) if line.name == "itextId"
    }
    return {name: _said(name, "", gathered) for name in sorted(named) if name in gathered.texts}


def _lines(line: Line) -> Iterator[Line]:
    yield line
    for kid in line.kids:
        yield from _lines(kid)
