"""Records behave as the named tuples do whose place they take."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from infracheck.record import Record, made_often


class Place(Record):
    """A record with a default."""

    path: str
    line: int = 1

    @property
    def shown(self) -> str:
        return f"{self.path}:{self.line}"


class Tuple(NamedTuple):
    path: str
    line: int = 1


def matched(value: Place) -> tuple[str, int]:
    match value:
        case Place(path, line):
            return path, line


def test_items_have_names_and_defaults() -> None:
    place = Place("a.yaml")

    assert (place.path, place.line, place.shown) == ("a.yaml", 1, "a.yaml:1")
    assert place == ("a.yaml", 1)
    assert Place(line=3, path="b") == Place("b", 3) != place
    assert matched(place) == ("a.yaml", 1)
    assert sorted([Place("b"), Place("a", 9), Place("a", 2)]) == [("a", 2), ("a", 9), ("b", 1)]
    assert len({Place("a"), Place("a"), Place("b")}) == 2
    with pytest.raises(AttributeError):
        place.line = 2  # type: ignore[misc]


def test_a_record_is_what_a_named_tuple_is() -> None:
    kind: Any
    for kind in (Place, Tuple):
        made = kind("a", 2)

        assert made._replace(line=3) == ("a", 3)
        assert made._asdict() == {"path": "a", "line": 2}
        assert repr(made) == f"{kind.__name__}(path='a', line=2)"
        assert kind._field_defaults == {"line": 1}
        assert kind._fields == ("path", "line")
        for copied in (pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made)):
            assert (type(copied), copied) == (kind, ("a", 2))


@pytest.mark.parametrize(
    "make",
    [
        lambda kind: kind(), lambda kind: kind("a", 1, 2), lambda kind: kind("a", path="b"),
        lambda kind: kind("a", column=3), lambda kind: kind("a")._replace(column=3),
    ],
)  # fmt: skip
def test_wrong_fields_are_refused(make: Callable[[Any], object]) -> None:
    for kind in (Place, Tuple):
        with pytest.raises((TypeError, ValueError)):
            make(kind)


@made_often
class Reason(Record):
    """A record with one field and a constructor of its own."""

    why: str


@made_often
class Spot(Record):
    """A record with a default and a constructor of its own."""

    path: str
    line: int = 1


def test_a_record_that_is_made_often_is_like_any_other() -> None:
    assert tuple(Reason("because")) == ("because",)
    assert Reason(why="because").why == "because"
    assert (Spot("a"), Spot("a", line=3)) == (("a", 1), ("a", 3))
    with pytest.raises(TypeError):
        Spot()  # type: ignore[call-arg]
