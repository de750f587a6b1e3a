"""What the API server writes into its audit log."""

from __future__ import annotations

from typing import ClassVar

from infracheck.model.base.field import parts, text, texts
from infracheck.model.base.view import View
from infracheck.model.entities.cluster.read_late import ReadLate


class AuditedResources(View):
    """Resources of one API group, all of them where it names none."""

    __slots__ = ()

    group = text("group")
    resources = texts("resources")
    resource_names = texts("resourceNames")

    def names(self, group: str, resource: str) -> bool:
        """Whether it names a resource, which may be a subresource, as `pods/exec` is.

        A resource that is written counts whatever the group: a wrong one is not what is asked for here.
        """
        if not self.resources:
            return (self.group or "") == group
        kind, _, inner = resource.partition("/")
        wider = ("*", f"{kind}/*", f"*/{inner}") if inner else ("*",)
        return resource in self.resources or any(each in self.resources for each in wider)


class AuditRule(View):
    """How much is written about some requests; the first rule that matches a request decides."""

    __slots__ = ()

    level = text("level")
    users = texts("users")
    user_groups = texts("userGroups")
    verbs = texts("verbs")
    namespaces = texts("namespaces")
    non_resource_urls = texts("nonResourceURLs")
    resources = parts("resources", AuditedResources)

    @property
    def is_for_some(self) -> bool:
        """Whether it is for some users, verbs or namespaces alone."""
        return bool(self.users or self.user_groups or self.verbs or self.namespaces)

    def covers(self, group: str, resource: str) -> bool:
        """Whether it is about objects of a resource, if only about some of them."""
        if not self.resources:
            return not self.non_resource_urls
        return any(each.names(group, resource) for each in self.resources)

    def covers_all(self, group: str, resource: str) -> bool:
        """Whether it is about every request for objects of a resource."""
        if self.is_for_some:
            return False
        if not self.resources:
            return not self.non_resource_urls
        return any(each.names(group, resource) and not each.resource_names for each in self.resources)


class AuditPolicy(ReadLate):
    """A Policy of audit.k8s.io, which the API server reads from a file."""

    __slots__ = ()
    kinds: ClassVar = frozenset((("audit.k8s.io", "Policy"),))

    rules = parts("rules", AuditRule)

    def is_audited(self, group: str, resource: str) -> bool:
        """Whether requests for a resource, or some of them, get into the log."""
        for rule in self.rules:
            if rule.level != "None" and rule.covers(group, resource):
                return True
            if rule.covers_all(group, resource):
                return False
        return False
