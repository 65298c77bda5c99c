"""XML from outside: no entities, no document type, no network, bounded."""

from __future__ import annotations

from typing import Any

from lxml import etree

MOST_BYTES = 2_000_000


class NotSafe(ValueError):
    """XML that is not taken: `why` is too_large, entities or broken; `line` where it broke."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


def parse(content: bytes, most: int = MOST_BYTES) -> etree._Element:
    """The root element. Raises NotSafe."""
    if len(content) > most:
        raise NotSafe("too_large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotSafe("broken", getattr(error, "lineno", 0) or 0) from error
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise NotSafe("entities")
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
