"""Who may do what: roles, bindings and service accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.derived import derived
from infracheck.model.base.field import flag, part, parts, text, texts
from infracheck.model.base.references import ObjectReference
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View
from infracheck.model.entities.kubernetes import KubernetesObject

if TYPE_CHECKING:
    from infracheck.model.base.fact import Fact
    from infracheck.model.facts.access.powers import Power
    from infracheck.model.facts.access.roles import Grant, Right
    from infracheck.source.text.span import Span


class Rule(View):
    """Verbs on resources."""

    __slots__ = ()

    api_groups = texts("apiGroups")
    resources = texts("resources")
    resource_names = texts("resourceNames")
    verbs = texts("verbs")
    non_resource_urls = texts("nonResourceURLs")

    def allows(self, verb: str, group: str, resource: str) -> bool:
        """Whether it grants a verb on a resource of a group, by name or by wildcard; `resourceNames` are not asked."""
        return (
            ("*" in self.verbs or verb in self.verbs)
            and ("*" in self.api_groups or group in self.api_groups)
            and matches_resource(self.resources, resource)
        )

    @property
    def is_unrestricted(self) -> bool:
        """Whether it gives everything: every verb on each object of every resource, of the core group or of all."""
        if "*" not in self.resources or self.is_named:
            return False
        groups = self.api_groups
        return ("*" in groups or "" in groups) and gives_all(self.verbs)

    @property
    def is_named(self) -> bool:
        """Whether it gives rights on single objects alone, by their names."""
        # compared word for word, rbac.ResourceNameMatches: `*` is a name like any other, which nothing bears
        return bool(self.resource_names)

    def place_of(self, index: int) -> Span:
        """The place of one of its resources."""
        return self.place(Rule.resources, index)


_ALL_VERBS = frozenset(("get", "list", "watch", "create", "update", "patch", "delete"))


def gives_all(verbs: tuple[str, ...]) -> bool:
    """Whether verbs are all of them: by the wildcard, or each by its name."""
    return "*" in verbs or _ALL_VERBS.issubset(verbs)


def matches_resource(resources: tuple[str, ...], resource: str) -> bool:
    """Whether a rule's resources name one, or mean it: `*` is all of them, `*/exec` that part of any."""
    if resource in resources or "*" in resources:
        return True
    part = resource.partition("/")[2]
    return bool(part) and f"*/{part}" in resources


class AnyRole(KubernetesObject):
    """A Role or a ClusterRole."""

    __slots__ = ()

    rules = parts("rules", Rule)
    aggregation = parts("aggregationRule/clusterRoleSelectors", Selector)

    is_built_in: bool = derived("facts.access.roles:is_built_in")
    """Whether Kubernetes itself makes it, by its name."""

    _powers: dict[Power, tuple[tuple[Rule, int], ...]] = derived("facts.access.powers:powers_in")

    def rules_with(self, power: Power) -> tuple[tuple[Rule, int], ...]:
        """Its rules that give a power, each with the index of the resource that does it; none of a built-in role."""
        return self._powers.get(power, ())

    rights: tuple[Right, ...] = derived("facts.access.roles:rights_of")
    """What it allows: its own rules and those of the roles that it aggregates."""

    bindings: tuple[AnyBinding, ...] = derived("facts.access.roles:bindings_of")
    """The bindings that give it to someone."""


class Role(AnyRole):
    """Rules within a namespace."""

    __slots__ = ()


class ClusterRole(AnyRole):
    """Rules for the whole cluster, or for any namespace that binds them."""

    __slots__ = ()


class Subject(View):
    """To whom a binding gives a role."""

    __slots__ = ()

    kind = text("kind")
    name = text("name")
    namespace = text("namespace")
    api_group = text("apiGroup")


class RoleReference(View):
    """Which role a binding gives."""

    __slots__ = ()

    kind = text("kind")
    name = text("name")


class AnyBinding(KubernetesObject):
    """A RoleBinding or a ClusterRoleBinding."""

    __slots__ = ()

    subjects = parts("subjects", Subject)
    role = part("roleRef", RoleReference)

    is_built_in: bool = derived("facts.access.roles:is_built_in")
    """Whether Kubernetes itself makes it, by its name."""

    grant: Grant = derived("facts.access.roles:grant_of")
    """What it gives: the rights of its role, none where the scan does not see the role."""


class RoleBinding(AnyBinding):
    """A role given within a namespace."""

    __slots__ = ()

    target_role: Fact[AnyRole | None] = derived("facts.access.roles:target_of")
    """The role that it gives; Known(None) for a Role that is missing among those that the scan sees."""


class ClusterRoleBinding(AnyBinding):
    """A role given in the whole cluster."""

    __slots__ = ()


class ServiceAccount(KubernetesObject):
    """An identity for pods."""

    __slots__ = ()

    automount_token = flag("automountServiceAccountToken")
    image_pull_secrets = parts("imagePullSecrets", ObjectReference)
    secrets = parts("secrets", ObjectReference)

    grants: tuple[Grant, ...] = derived("facts.access.roles:grants_to")
    """What bindings give it: by its name, and by the groups that it belongs to."""

    @property
    def rules(self) -> tuple[Right, ...]:
        """What it may do, by all its bindings together."""
        return tuple(right for grant in self.grants for right in grant.rights)
