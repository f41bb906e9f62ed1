"""XPaths to the elements of laid-out XML, with numbers only where siblings share a name."""

from __future__ import annotations

from collections.abc import Mapping

from endpoint_explorer.bodies.xml_marks import CLOSE, Units
from endpoint_explorer.bodies.xml_scan import Element, Frame, name_of


def element_path(element: Element) -> bytes:
    """Return the path of an element that was open where a piece ends; empty for the document."""
    steps = []
    while element.outer is not None:
        steps.append(_step(element.outer, element.name, element.ordinal, element.position))
        element = element.outer
    return b"".join(reversed(steps))


def path_in(units: Units, index: int, frame: Frame, elements: Mapping[int, Element]) -> bytes:
    """Return the path of a unit; `frame` is what is open where its piece starts."""
    depth, kind = units.depths[index], units.kinds[index]
    steps: list[bytes] = []
    if kind >= CLOSE:  # a closing tag belongs to its element, anything else to the one around it
        level = depth if kind == CLOSE else depth - 1
        while index >= 0 and (units.depths[index] > level or units.kinds[index] >= CLOSE):
            index -= 1
        depth = level
        if index < 0:
            return element_path(_frame_at(frame, depth + 1).element)
    while True:
        name = name_of(units.marks[index])
        number, position, outer = _count_back(units, index, name)
        if outer < 0:
            inside = _frame_at(frame, depth)
            number += inside.names.get(name, 0)
            steps.append(_step(inside.element, name, number, position + inside.count))
            return element_path(inside.element) + b"".join(reversed(steps))
        parent = elements.get(units.first(outer))
        if parent is not None:
            steps.append(_step(parent, name, number, position))
            return element_path(parent) + b"".join(reversed(steps))
        is_one = number == 1 and not _follows(units, index, name)
        steps.append(b"/" + name if is_one else b"/%b[%d]" % (name, number))
        index, depth = outer, depth - 1


def _step(outer: Element, name: bytes, number: int, position: int) -> bytes:
    if outer.names is None:
        return b"/*[%d]" % position
    return b"/" + name if outer.names.get(name, 1) == 1 else b"/%b[%d]" % (name, number)


def _frame_at(frame: Frame, depth: int) -> Frame:
    """Return what is open with `depth` elements around and including it."""
    chain = []
    outer: Frame | None = frame
    while outer is not None:
        chain.append(outer)
        outer = outer.outer
    return chain[len(chain) - 1 - depth]


def _count_back(units: Units, index: int, name: bytes) -> tuple[int, int, int]:
    """Count the siblings up to a unit, those of its name and all; return the parent's index too.

    The parent is -1 where it is not in the piece.
    """
    depth = units.depths[index]
    number = position = 1
    for before in range(index - 1, -1, -1):
        if units.depths[before] < depth:
            return number, position, before
        if units.depths[before] == depth and units.kinds[before] < CLOSE:
            position += 1
            number += name_of(units.marks[before]) == name
    return number, position, -1


def _follows(units: Units, index: int, name: bytes) -> bool:
    """Say whether another sibling of the same name comes later."""
    depth = units.depths[index]
    for after in range(index + 1, len(units.depths)):
        if units.depths[after] < depth:
            return False
        if (
            units.depths[after] == depth
            and units.kinds[after] < CLOSE
            and name_of(units.marks[after]) == name
        ):
            return True
    return False
