"""The Pod Security Standards, as the admission code of Kubernetes enforces them: one check, one file."""

PACK = (
    "privileged",
    "windows_host_process",
    "host_namespaces",
    "capabilities",
    "host_path",
    "host_ports",
    "host_probes",
    "app_armor",
    "selinux",
    "proc_mount",
    "seccomp",
    "sysctls",
    "volume_types",
    "privilege_escalation",
    "run_as_non_root",
    "run_as_user",
    "seccomp_restricted",
    "capabilities_restricted",
    "proc_mount_restricted",
)
"""The checks: those of the baseline, then those of the restricted standard."""

ON_REQUEST = ("volume_types", "run_as_non_root", "proc_mount_restricted")
"""Those of them without a recommended policy."""
