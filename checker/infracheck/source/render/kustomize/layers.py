"""Which kustomizations an object passes through on its way out, the outermost first."""

from __future__ import annotations

from infracheck.source.render.kustomize.bases import name_of, namespace_of
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.kustomization import OBJECTS, Kustomization
from infracheck.source.text.rendered import Waypoint
from infracheck.source.yaml.tree import Mapping

_MOST_TOLD = 4
_MOST_WAYS = 32


class Layers:
    """The ways of objects through the kustomizations of a closure."""

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._components: dict[str, list[Kustomization]] = {}
        self._above: dict[str, list[Kustomization]] = {}
        self._ways: dict[str, list[list[Kustomization]]] = {}
        self._known: dict[tuple[str, tuple[str, ...]], list[Kustomization]] = {}
        for each in closure.kustomizations.values():
            self._link(each)

    def _link(self, kustomization: Kustomization) -> None:
        components = self._components[kustomization.name] = []
        for entry, name in self._closure.brings.get(kustomization.name, ()):
            if entry.key not in (*OBJECTS, "generators"):
                continue
            inner = self._closure.in_folder(name)
            if inner is not None and entry.key == "components":
                components.append(inner)
            self._above.setdefault(name if inner is None else inner.name, []).append(kustomization)

    def of(self, path: str, made: Mapping) -> list[Kustomization]:
        """The kustomizations that an object of a file passed through, each before those whose work it takes up.

        A file that comes to the root on several ways makes several objects, which differ in name or namespace.
        """
        ways = self._ways_of(path)
        if len(ways) < 2:
            on_the_way = ways[0] if ways else []
        else:
            on_the_way = max(ways, key=lambda way: self._likeness(way, name_of(made), namespace_of(made)))
        key = path, tuple(each.name for each in on_the_way)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._with_components(on_the_way)
        return known

    def _ways_of(self, path: str) -> list[list[Kustomization]]:
        """The ways from the root to a file, as many as are told apart."""
        known = self._ways.get(path)
        if known is not None:
            return known
        found = self._ways[path] = []
        own = self._closure.kustomizations.get(path)
        pending: list[list[Kustomization]] = [[each] for each in ([own] if own else self._above.get(path, []))]
        while pending and len(found) < _MOST_WAYS:
            way = pending.pop()
            above = self._above.get(way[0].name, [])
            if not above:
                found.append(way)
            pending += [[each, *way] for each in above if each not in way]
        return found

    def _likeness(self, way: list[Kustomization], name: str, namespace: str) -> tuple[bool, bool, int]:
        """How well a name and a namespace are those that the kustomizations of a way give."""
        layers = self._with_components(way)
        prefix = "".join(each.word("namePrefix") for each in layers)
        suffix = "".join(each.word("nameSuffix") for each in reversed(layers))
        given = next((each.word("namespace") for each in layers if each.word("namespace")), "")
        is_named = name.startswith(prefix) and name.endswith(suffix)
        return is_named, given in ("", namespace), len(prefix) + len(suffix)

    def _with_components(self, way: list[Kustomization]) -> list[Kustomization]:
        """The kustomizations of a way with the components of each, the last to work first."""
        found: dict[str, Kustomization] = {}
        pending = way[::-1]
        while pending:
            each = pending.pop()
            if each.name not in found:
                found[each.name] = each
                pending += self._components[each.name]
        return list(found.values())

    def listed(self, path: str, through: list[Kustomization]) -> tuple[Waypoint, ...]:
        """The entries of some kustomizations that bring a file, from that of the root on."""
        names = {each.name for each in through}
        way: list[Waypoint] = []
        name = path
        seen: set[str] = set()
        while name not in seen and (above := [each for each in self._above.get(name, ()) if each.name in names]):
            seen.add(name)
            place = self._entry(above[0], name)
            way += [] if place is None else [place]
            name = above[0].name
        # of a long way its start and its end
        return tuple(reversed(way if len(way) <= _MOST_TOLD else [*way[: _MOST_TOLD - 1], way[-1]]))

    def _entry(self, kustomization: Kustomization, name: str) -> Waypoint | None:
        for entry, target in self._closure.brings[kustomization.name]:
            inner = self._closure.in_folder(target)
            if entry.key in OBJECTS and name in (target, "" if inner is None else inner.name):
                return Waypoint(
                    "this overlay brings it in" if inner is not None else "it is listed here", entry.node.span
                )
        return None
