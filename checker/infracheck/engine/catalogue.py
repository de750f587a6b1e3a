"""The policies that are known, and which of them a selector means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from infracheck.engine.declarations.declare import Policy
from infracheck.engine.rules.own import OWN_RULES
from infracheck.errors import PolicyError, UnknownPolicyError
from infracheck.source.text.nearest import nearest

RECOMMENDED = "recommended"
ALL = "all"


class Catalogue:
    """Policies by id, in the order of their packs."""

    __slots__ = ("_by_id", "_policies", "_recommended")

    def __init__(self, policies: Iterable[Policy], recommended: Iterable[Policy] | None = None) -> None:
        """With `recommended`, those of `policies` that are, the others are not drawn before somebody asks for one."""
        self._policies = policies
        self._recommended = None if recommended is None else list(recommended)
        self._by_id = None if recommended is not None else _by_id(policies)

    @property
    def policies(self) -> dict[str, Policy]:
        """Every policy, by its id; raises `PolicyError` where two have the same."""
        if self._by_id is None:
            self._by_id = _by_id(self._policies)
        return self._by_id

    def matching(self, selector: str) -> list[Policy]:
        """The policies that a selector means; raises `UnknownPolicyError` where it means none."""
        found = self._meant_by(selector)
        if not found:
            raise UnknownPolicyError(f"unknown policy or selector {selector!r}.", remedy=self._nearest(selector))
        return found

    def _meant_by(self, selector: str) -> list[Policy]:
        known = self.policies.get(selector)
        return [each for each in self.policies.values() if _matches(each, selector)] if known is None else [known]

    def named(self, name: str) -> list[Policy]:
        """The policies that a selector means, or else an id in another case, or a peer's id without its tool.

        For a reader only: what a scan selects names the tool. Raises `UnknownPolicyError` where nothing is meant, and
        where the ids of several tools mean different policies.
        """
        found = self._meant_by(name)
        if found:
            return found
        meant = self._alike(name)
        if not meant:
            raise UnknownPolicyError(f"unknown policy or selector {name!r}.", remedy=self._nearest(name, OWN_RULES))
        first, *others = meant.values()
        if any(each != first for each in others):
            raise UnknownPolicyError(f"{name!r} is ambiguous.", remedy=f"Write {' or '.join(sorted(meant))}.")
        return first

    def _alike(self, name: str) -> dict[str, list[Policy]]:
        """Each id and each peer's id that differs by case or by its tool's name alone, with its policies."""
        wanted = name.casefold()
        meant: dict[str, list[Policy]] = {}
        for policy in self.policies.values():
            for known in (policy.id, *policy.aliases):
                bare = known.partition(":")[2] or known
                if wanted in (known.casefold(), bare.casefold()):
                    meant.setdefault(known, []).append(policy)
        return meant

    def select(self, select: Sequence[str], ignore: Sequence[str]) -> list[Policy]:
        """What `select` means, without what `ignore` means; nothing selected is the recommended set."""
        if self._recommended is not None and not ignore and set(select) <= {RECOMMENDED}:
            return list(self._recommended)
        chosen = {each.id for selector in select or (RECOMMENDED,) for each in self.matching(selector)}
        for selector in ignore:
            chosen.difference_update(each.id for each in self.matching(selector))
        return [each for each in self.policies.values() if each.id in chosen]

    def ids_by_selector(self) -> dict[str, set[str]]:
        """The ids that each selector means: `matching` for whoever has thousands to look up."""
        found: dict[str, set[str]] = {ALL: set(self.policies)}
        for each in self.policies.values():
            for selector in _selectors_of(each):
                found.setdefault(selector, set()).add(each.id)
        return found

    def _nearest(self, selector: str, further: Iterable[str] = ()) -> str:
        near = nearest(selector, sorted(self._selectors().union(further)), 3, least=0.5)
        if not near:
            return "Run `infracheck policies` for the list."
        return f"Did you mean {' or '.join(near)}?"

    def _selectors(self) -> set[str]:
        known = {RECOMMENDED, ALL, *self.policies}
        for each in self.policies.values():
            known.update((f"category:{each.category}", *each.aliases, *each.controls))
            known.update(control.partition(":")[0] for control in each.controls)
        return known


def _by_id(policies: Iterable[Policy]) -> dict[str, Policy]:
    found: dict[str, Policy] = {}
    for each in policies:
        known = found.get(each.id)
        if known is not None:
            what = f"policy id {each.id} is already used at {known.where}"
            raise PolicyError(what, where=each.where, remedy="Choose another id.")
        found[each.id] = each
    return found


def _matches(policy: Policy, selector: str) -> bool:
    if selector in (ALL, RECOMMENDED):
        return selector == ALL or policy.recommended
    if selector.startswith("category:"):
        return selector[len("category:") :] == policy.category
    return selector in policy.aliases or any(_is_of(control, selector) for control in policy.controls)


def _selectors_of(policy: Policy) -> Iterator[str]:
    yield from (policy.id, f"category:{policy.category}", *policy.aliases, *policy.controls)
    if policy.recommended:
        yield RECOMMENDED
    for control in policy.controls:
        name, _, number = control.partition(":")
        words = name.split("-")
        for length in range(1, len(words) + 1):
            framework = "-".join(words[:length])
            yield from (framework, f"{framework}:{number}")


def _is_of(control: str, selector: str) -> bool:
    """Whether a control is meant by a framework, or by one of its ids: `nist-800-53` is it in every revision mapped."""
    name, _, number = control.partition(":")
    framework, colon, wanted = selector.partition(":")
    return (name == framework or name.startswith(framework + "-")) and (not colon or wanted == number)
