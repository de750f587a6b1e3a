"""Facts that entities declare and other modules make: every declaration names a function that is there."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from tests.model.tools import model_in

import infracheck.model
from infracheck import Container
from infracheck.model.base.derived import Derived, found_by

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
"""


def declarations() -> Iterator[tuple[str, Derived | found_by]]:
    for module in pkgutil.walk_packages(infracheck.model.__path__, "infracheck.model."):
        for owner in vars(import_module(module.name)).values():
            if inspect.isclass(owner) and owner.__module__ == module.name:
                for name, value in vars(owner).items():
                    if isinstance(value, Derived | found_by):
                        yield f"{owner.__name__}.{name}", value


@pytest.mark.parametrize(
    ("name", "declared"), list(declarations()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_a_declared_fact_names_a_function_of_one_entity(name: str, declared: Derived | found_by) -> None:
    made = declared.resolve()
    required = [each for each in inspect.signature(made).parameters.values() if each.default is each.empty]
    assert len(required) == 1, name


def test_a_fact_is_made_once_for_each_entity() -> None:
    (container,) = model_in(POD, "pod.yaml").all(Container)
    assert container.environment is container.environment


def test_a_declaration_without_its_function_says_so_when_it_is_asked() -> None:
    class Lacking:
        cache: dict[object, object] | None = None
        missing = Derived("base.duration:nothing_of_that_name")

    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = Lacking().missing
