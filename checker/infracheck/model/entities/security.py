"""Security contexts: what a pod or a container may do to its node."""

from __future__ import annotations

from infracheck.model.base.field import flag, integer, part, parts, text, texts
from infracheck.model.base.view import View


class Profile(View):
    """A seccomp or AppArmor profile."""

    __slots__ = ()

    type = text("type")
    localhost_profile = text("localhostProfile")

    @property
    def lacks_file(self) -> bool:
        """Whether it is to be read from a file of the node and names none, which the API server refuses."""
        return self.type == "Localhost" and not self.localhost_profile

    @property
    def confines(self) -> bool:
        """Whether it is a profile that confines a process."""
        return self.type not in (None, "", "Unconfined") and not self.lacks_file


class SELinux(View):
    """SELinux labels."""

    __slots__ = ()

    user = text("user")
    role = text("role")
    type = text("type")
    level = text("level")


class Windows(View):
    """What only Windows has."""

    __slots__ = ()

    host_process = flag("hostProcess")
    run_as_user_name = text("runAsUserName")


class Capabilities(View):
    """Linux capabilities beyond or below the runtime's default."""

    __slots__ = ()

    add = texts("add")
    drop = texts("drop")


class Sysctl(View):
    """A kernel parameter."""

    __slots__ = ()

    name = text("name")
    value = text("value")


class AnySecurityContext(View):
    """What pods and containers can both set."""

    __slots__ = ()

    run_as_user = integer("runAsUser")
    run_as_group = integer("runAsGroup")
    run_as_non_root = flag("runAsNonRoot")
    seccomp_profile = part("seccompProfile", Profile)
    app_armor_profile = part("appArmorProfile", Profile)
    se_linux_options = part("seLinuxOptions", SELinux)
    windows_options = part("windowsOptions", Windows)


class SecurityContext(AnySecurityContext):
    """A container's `securityContext`."""

    __slots__ = ()

    privileged = flag("privileged")
    allow_privilege_escalation = flag("allowPrivilegeEscalation")
    read_only_root_filesystem = flag("readOnlyRootFilesystem")
    proc_mount = text("procMount")
    capabilities = part("capabilities", Capabilities)


class PodSecurityContext(AnySecurityContext):
    """A pod's `securityContext`."""

    __slots__ = ()

    fs_group = integer("fsGroup")
    fs_group_change_policy = text("fsGroupChangePolicy")
    supplemental_groups = texts("supplementalGroups")
    sysctls = parts("sysctls", Sysctl)
