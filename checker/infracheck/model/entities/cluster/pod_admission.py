"""What decided which pods a cluster admits before there were levels, and what OpenShift has instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from infracheck.model.base.field import flag, integer, part, parts, text, texts
from infracheck.model.base.view import View
from infracheck.model.entities.cluster.read_late import ReadLate

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model


class AllowedHostPath(View):
    """A path of the node that pods may mount, with all that is below it."""

    __slots__ = ()

    path_prefix = text("pathPrefix")
    read_only = flag("readOnly")


class IdRange(View):
    """A range of ids of users or groups."""

    __slots__ = ()

    min = integer("min")
    max = integer("max")


class IdStrategy(View):
    """Which ids of users or groups a pod may run with."""

    __slots__ = ()

    rule = text("rule")
    ranges = parts("ranges", IdRange)


class PodSecurityPolicy(ReadLate):
    """What a pod must keep to whose creator may use this policy; Kubernetes 1.25 removed them."""

    __slots__ = ()
    kinds: ClassVar = frozenset((("policy", "PodSecurityPolicy"), ("extensions", "PodSecurityPolicy")))

    privileged = flag("spec/privileged")
    host_pid = flag("spec/hostPID")
    host_ipc = flag("spec/hostIPC")
    host_network = flag("spec/hostNetwork")
    allow_privilege_escalation = flag("spec/allowPrivilegeEscalation")
    allowed_capabilities = texts("spec/allowedCapabilities")
    default_add_capabilities = texts("spec/defaultAddCapabilities")
    required_drop_capabilities = texts("spec/requiredDropCapabilities")
    allowed_unsafe_sysctls = texts("spec/allowedUnsafeSysctls")
    volumes = texts("spec/volumes")
    allowed_host_paths = parts("spec/allowedHostPaths", AllowedHostPath)
    run_as_user = part("spec/runAsUser", IdStrategy)

    def is_denied_elsewhere(self, admits: Callable[[PodSecurityPolicy], bool]) -> bool:
        """Whether another policy of the scan does not admit what this one does."""
        return self.model.derive(_is_denied, admits)


def _is_denied(model: Model, admits: Callable[[PodSecurityPolicy], bool]) -> bool:
    return not all(map(admits, model.all(PodSecurityPolicy)))


class SecurityContextConstraints(ReadLate):
    """What OpenShift lets the pods of some users and service accounts do."""

    __slots__ = ()
    # v1 before OpenShift had a group of its own for them
    kinds: ClassVar = frozenset(
        (("security.openshift.io", "SecurityContextConstraints"), ("", "SecurityContextConstraints"))
    )

    allow_privileged_container = flag("allowPrivilegedContainer")
