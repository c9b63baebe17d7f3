"""Elements for the pages that work without JavaScript. Text is always escaped, by the standard library's own writer."""

from __future__ import annotations

from xml.etree import ElementTree


def h(tag: str, *children: object, **attributes: object) -> ElementTree.Element:
    """One element. `class_` is class, `data_x` is data-x; an attribute that is None or False is left out, True is empty."""
    names = {name: name.rstrip("_").replace("_", "-") for name in attributes}
    element = ElementTree.Element(tag, {names[n]: "" if v is True else str(v) for n, v in attributes.items() if v not in (None, False)})
    _add(element, children)
    return element


def _add(element: ElementTree.Element, children: object) -> None:
    if isinstance(children, list | tuple):
        for child in children:
            _add(element, child)
    elif isinstance(children, ElementTree.Element):
        element.append(children)
    elif isinstance(children, str) and len(element):
        element[-1].tail = (element[-1].tail or "") + children
    elif isinstance(children, str):
        element.text = (element.text or "") + children
    elif children is not None:
        raise TypeError(f"{children!r} cannot stand in a page")


def document(root: ElementTree.Element) -> str:
    """The page's text."""
    return "<!doctype html>\n" + ElementTree.tostring(root, encoding="unicode", method="html") + "\n"
