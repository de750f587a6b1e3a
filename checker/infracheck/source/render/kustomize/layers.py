"""Which kustomizations an object passes through on its way out, the outermost first."""

from __future__ import annotations

from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.kustomization import OBJECTS, Kustomization
from infracheck.source.text.rendered import Waypoint


class Layers:
    """The ways of objects through the kustomizations of a closure."""

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._below: dict[str, list[Kustomization]] = {}
        self._components: dict[str, list[Kustomization]] = {}
        self._above: dict[str, list[Kustomization]] = {}
        self._known: dict[str, list[Kustomization]] = {}
        for each in closure.kustomizations.values():
            self._link(each)

    def _link(self, kustomization: Kustomization) -> None:
        below = self._below[kustomization.name] = []
        components = self._components[kustomization.name] = []
        for entry, name in self._closure.brings.get(kustomization.name, ()):
            if entry.key not in (*OBJECTS, "generators"):
                continue
            inner = self._closure.in_folder(name)
            if inner is not None and entry.key in OBJECTS:
                (components if entry.key == "components" else below).append(inner)
            self._above.setdefault(name if inner is None else inner.name, []).append(kustomization)

    def of(self, path: str) -> list[Kustomization]:
        """The kustomizations that may change what a file brings, each before those whose work it takes up."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._found(path)
        return known

    def _found(self, path: str) -> list[Kustomization]:
        root = self._closure.in_folder(self._closure.root)
        on_the_way = self._reaching(path)
        found: dict[str, Kustomization] = {}
        pending = [] if root is None else [root]
        while pending:
            each = pending.pop()
            if each.name in found:
                continue
            found[each.name] = each
            inner = [below for below in self._below[each.name] if below.name in on_the_way]
            # the last to work is asked first: its own fields, then its components, then what it builds upon
            pending += [*inner, *self._components[each.name]]
        return list(found.values())

    def _reaching(self, path: str) -> set[str]:
        """The kustomizations through which a file comes to the root, by name."""
        found: set[str] = set()
        pending = [path]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending += [each.name for each in self._above.get(name, ())]
        return found

    def listed(self, path: str) -> tuple[Waypoint, ...]:
        """The entries that bring a file, from that of the root on."""
        way: list[Waypoint] = []
        name = path
        seen: set[str] = set()
        while name not in seen and (above := self._above.get(name)):
            seen.add(name)
            place = self._entry(above[0], name)
            way += [] if place is None else [place]
            name = above[0].name
        return tuple(reversed(way))

    def _entry(self, kustomization: Kustomization, name: str) -> Waypoint | None:
        for entry, target in self._closure.brings[kustomization.name]:
            inner = self._closure.in_folder(target)
            if entry.key in OBJECTS and name in (target, "" if inner is None else inner.name):
                return Waypoint("brought in by this overlay" if inner is not None else "listed here", entry.node.span)
        return None
