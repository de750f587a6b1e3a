"""Who may do what: roles, bindings and service accounts."""

from __future__ import annotations

from infracheck.model.field import flag, part, parts, text, texts
from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.references import ObjectReference
from infracheck.model.selector import Selector
from infracheck.model.view import View


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
            and ("*" in self.resources or resource in self.resources)
        )


class AnyRole(KubernetesObject):
    """A Role or a ClusterRole."""

    __slots__ = ()

    rules = parts("rules", Rule)
    aggregation = parts("aggregationRule/clusterRoleSelectors", Selector)


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


class RoleBinding(AnyBinding):
    """A role given within a namespace."""

    __slots__ = ()


class ClusterRoleBinding(AnyBinding):
    """A role given in the whole cluster."""

    __slots__ = ()


class ServiceAccount(KubernetesObject):
    """An identity for pods."""

    __slots__ = ()

    automount_token = flag("automountServiceAccountToken")
    image_pull_secrets = parts("imagePullSecrets", ObjectReference)
    secrets = parts("secrets", ObjectReference)
