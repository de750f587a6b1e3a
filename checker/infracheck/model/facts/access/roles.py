"""What bindings give: the rules that hold of a role, whether written, aggregated or built into Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.kubernetes.built_in_roles import BUILT_IN
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.entities.rbac import (
    AnyBinding,
    AnyRole,
    ClusterRole,
    Role,
    RoleBinding,
    Rule,
    Subject,
    gives_all,
    matches_resource,
)
from infracheck.model.graph import link
from infracheck.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infracheck.model.base.selector import Selector
    from infracheck.model.entities.kubernetes import KubernetesObject
    from infracheck.model.entities.rbac import ServiceAccount
    from infracheck.model.graph.model import Model

_AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-"
_MOST_ROLES = 64
_ALL = ("*",)
_READ = ("get", "list", "watch")
_WRITE = ("create", "delete", "deletecollection", "patch", "update")
_WORKLOADS = ("daemonsets", "deployments", "replicasets", "statefulsets")


class Right(Record):
    """Verbs on resources, as a rule gives them; `names` empty is every object, `rule` None a built-in role's."""

    verbs: tuple[str, ...]
    groups: tuple[str, ...]
    resources: tuple[str, ...]
    names: tuple[str, ...] = ()
    rule: Rule | None = None

    @property
    def gives_everything(self) -> bool:
        """Whether it is cluster-admin's: every verb on every object of every resource of every group."""
        return not self.names and "*" in self.groups and "*" in self.resources and gives_all(self.verbs)

    def allows(self, verb: str, group: str, resource: str) -> bool:
        """Whether it gives a verb on a resource (`pods`, `pods/exec`) of a group, by name or by wildcard."""
        return (
            (verb in self.verbs or "*" in self.verbs)
            and (group in self.groups or "*" in self.groups)
            and matches_resource(self.resources, resource)
        )


class Grant(Record):
    """A role given by a binding: what it allows, and where; `namespace` None is the whole cluster."""

    binding: AnyBinding
    role: AnyRole | None
    rights: tuple[Right, ...]
    namespace: str | None

    @property
    def role_name(self) -> str:
        """The kind and the name of the role."""
        return f"{self.binding.role.kind or 'role'} {self.binding.role.name or ''}"

    def because(self, subject: Subject, right: Right | None = None) -> tuple[Note, ...]:
        """The chain from a subject to its right: the binding, the role, the rule."""
        who = f"{self.binding.kind} {self.binding.name} grants {self.role_name} to {subject.kind} {subject.name}"
        notes = [Note(who, subject.span)]
        if right is not None and right.rule is not None:
            owner = right.rule.root
            source = owner if isinstance(owner, AnyRole) else self.role
            if source is not None and self.role is not None and source is not self.role:
                notes.append(Note(f"{self.role_name} aggregates {source.kind} {source.name}", self.role.span))
            notes.append(
                Note(f"a rule of {source.kind if source else 'it'} {source.name if source else ''}", right.rule.span)
            )
        return tuple(notes)


class Grants:
    """Every grant of a scan, by where it holds, by role and by service account."""

    __slots__ = ("_by_account", "_by_group", "by_namespace", "by_role", "of_binding")

    def __init__(self, model: Model) -> None:
        self.by_namespace: dict[str | None, list[Grant]] = {}
        self.by_role: dict[tuple[str, str | None, str], list[AnyBinding]] = {}
        self.of_binding: dict[int, Grant] = {}
        self._by_account: dict[tuple[str, str], list[tuple[Grant, Subject]]] = {}
        self._by_group: dict[str, list[tuple[Grant, Subject]]] = {}
        for binding in model.all(AnyBinding):
            self._add(model, binding)

    def _add(self, model: Model, binding: AnyBinding) -> None:
        kind, name = binding.role.kind or "", binding.role.name or ""
        namespace = None if binding.is_cluster_scoped else binding.namespace or "default"
        self.by_role.setdefault((kind, None if kind == "ClusterRole" else namespace, name), []).append(binding)
        role = model.find(kind, namespace, name) if kind in ("Role", "ClusterRole") else None
        role = role if isinstance(role, AnyRole) else None
        rights = rights_of(role) if role is not None else built_in(model, name) if kind == "ClusterRole" else ()
        grant = Grant(binding, role, rights, namespace)
        self.of_binding[id(binding)] = grant
        self.by_namespace.setdefault(namespace, []).append(grant)
        for subject in binding.subjects:
            if subject.kind == "ServiceAccount":
                key = (subject.namespace or namespace or "default", subject.name or "")
                self._by_account.setdefault(key, []).append((grant, subject))
            elif subject.kind == "Group":
                self._by_group.setdefault(subject.name or "", []).append((grant, subject))

    def of_account(self, namespace: str | None, name: str) -> Iterator[tuple[Grant, Subject]]:
        """What a service account is given: by its name, and by the groups that every account belongs to."""
        own = namespace or "default"
        yield from self._by_account.get((own, name), ())
        for group in (f"system:serviceaccounts:{own}", "system:serviceaccounts", "system:authenticated"):
            yield from self._by_group.get(group, ())


def grants_of(model: Model) -> Grants:
    """The grants of a scan, found once."""
    return model.derive(Grants)


def bindings_of(role: AnyRole) -> tuple[AnyBinding, ...]:
    """The bindings that give a role, in the order of the files."""
    namespace = None if role.is_cluster_scoped else role.namespace or "default"
    return tuple(grants_of(role.model).by_role.get((role.kind, namespace, role.name), ()))


def grant_of(binding: AnyBinding) -> Grant:
    """What a binding gives; without rights where the scan does not see its role."""
    return grants_of(binding.model).of_binding[id(binding)]


def target_of(binding: RoleBinding) -> Fact[AnyRole | None]:
    """The role that a RoleBinding gives, where the scan tells."""
    role = grant_of(binding).role
    if role is not None:
        return Known(role)
    if binding.role.kind != "Role" or not binding.role.name:
        return Unknown("a ClusterRole may be defined elsewhere")
    if (binding.namespace or "").startswith("kube-"):
        # Kubernetes makes Roles of its own there: bootstrappolicy/namespace_policy.go
        return Unknown("the cluster has Roles of its own there")
    if link.stands_in_chart(binding):
        return Unknown("a chart's templates are not rendered")
    return link.missing(binding.model, "Role", binding.namespace, binding.role.name, Role)


def grants_to(account: ServiceAccount) -> tuple[Grant, ...]:
    """What a service account is given, its groups counted."""
    return tuple(grant for grant, _ in grants_of(account.model).of_account(account.namespace, account.name))


def rights_of(role: AnyRole) -> tuple[Right, ...]:
    """The rights of a role: its own rules, or those of the roles that it aggregates."""
    return tuple(_rights(role))


def built_in(model: Model, name: str) -> tuple[Right, ...]:
    """What a ClusterRole of Kubernetes' own gives, with what roles of the scan add to it; empty for any other name."""
    if name == "cluster-admin":
        return (Right(_ALL, _ALL, _ALL),)
    return model.derive(_whole_built_in, name)


def _whole_built_in(model: Model, name: str) -> tuple[Right, ...]:
    return (*_of_kubernetes(name), *_added(model, name))


def _of_kubernetes(name: str) -> tuple[Right, ...]:
    # kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go; `view` reads no Secret and starts no pod
    core = ("",)
    view = (Right(_READ, core, ("configmaps",)),)
    if name not in ("edit", "admin"):
        return view if name == "view" else ()
    edit = (
        *view,
        Right((*_READ, *_WRITE), core, ("secrets", "pods", "pods/attach", "pods/exec", "pods/portforward")),
        Right(_WRITE, core, ("replicationcontrollers", "serviceaccounts", "configmaps", "services")),
        Right(("impersonate",), core, ("serviceaccounts",)),
        Right(("create",), core, ("serviceaccounts/token",)),
        Right(_WRITE, ("apps",), _WORKLOADS),
        Right(_WRITE, ("batch",), ("jobs", "cronjobs")),
    )
    if name == "edit":
        return edit
    return (*edit, Right((*_READ, *_WRITE), ("rbac.authorization.k8s.io",), ("roles", "rolebindings")))


def _rights(role: AnyRole) -> Iterator[Right]:
    waiting: list[AnyRole] = [role]
    seen = {id(role)}
    for each in waiting:
        yield from _own(each)
        # roles may aggregate each other in a circle
        for other in _parts(each) if isinstance(each, ClusterRole) else ():
            if id(other) not in seen and len(waiting) < _MOST_ROLES:
                seen.add(id(other))
                waiting.append(other)


def _own(role: AnyRole) -> tuple[Right, ...]:
    return role.remember(_written_rights)


def _written_rights(role: AnyRole) -> tuple[Right, ...]:
    return tuple(Right(rule.verbs, rule.api_groups, rule.resources, rule.resource_names, rule) for rule in role.rules)


def _parts(role: ClusterRole) -> Iterator[ClusterRole]:
    """The roles that a role aggregates, or that add themselves to it by their label."""
    for selector in role.aggregation:
        yield from _selected_once(role.model, selector)
    yield from _adding(role.model, role.name)


def _selected_once(model: Model, selector: Selector) -> tuple[ClusterRole, ...]:
    if selector.match_expressions:
        return tuple(_selected(model, selector))
    known = model.derive(_no_roles)
    labels = tuple(sorted(selector.match_labels.items()))
    if labels not in known:
        known[labels] = tuple(_selected(model, selector))
    return known[labels]


def _no_roles(_: Model) -> dict[tuple[tuple[str, str], ...], tuple[ClusterRole, ...]]:
    """The roles that labels select, filled in as they are asked for."""
    return {}


def _selected(model: Model, selector: Selector) -> Iterator[ClusterRole]:
    first = next(iter(selector.match_labels.items()), None)
    candidates = model.all(ClusterRole) if first is None else _by_label(model).get(first, ())
    count = 0
    for role in candidates:
        if selector.matches(role.labels) and count < _MOST_ROLES:
            count += 1
            yield role


def _added(model: Model, name: str) -> Iterator[Right]:
    for role in _adding(model, name):
        yield from rights_of(role)


def _adding(model: Model, name: str) -> Iterator[ClusterRole]:
    """The roles whose label adds them to a built-in one: what edit has admin has too, what view has both have."""
    if name in ("view", "edit", "admin"):
        for lower in ("view", "edit", "admin"):
            yield from _by_label(model).get((_AGGREGATE + lower, "true"), ())
            if lower == name:
                return


def _by_label(model: Model) -> dict[tuple[str, str], list[ClusterRole]]:
    return model.derive(_group_by_label)


def _group_by_label(model: Model) -> dict[tuple[str, str], list[ClusterRole]]:
    found: dict[tuple[str, str], list[ClusterRole]] = {}
    for role in model.all(ClusterRole):
        for label in role.labels.items():
            found.setdefault(label, []).append(role)
    return found


def is_built_in(each: KubernetesObject) -> bool:
    """Whether Kubernetes itself makes a role or a binding of this name."""
    name = each.name_written or ""
    if name in ("cluster-admin", "admin", "edit", "view"):
        return each.kind == "ClusterRole"
    return ":" in name and name in BUILT_IN
