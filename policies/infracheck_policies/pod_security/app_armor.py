"""Pod Security Standards, baseline: AppArmor."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Metadata, Pod, Profile, Severity, Violation, policy

_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
_ALLOWED = (None, "RuntimeDefault", "Localhost")


@policy("app-armor-override", category="pod-security", severity=Severity.HIGH)
def app_armor_override(pod: Pod) -> Iterator[Violation]:
    """A pod does not disable AppArmor.

    Without a profile (Unconfined), a process that escapes from its container is restricted by one mechanism less.
    Restricted fields: metadata.annotations["container.apparmor.security.beta.kubernetes.io/*"]; allowed: unset, "",
    runtime/default, localhost/*; and securityContext.appArmorProfile.type of the pod and of every container; allowed:
    unset, RuntimeDefault, Localhost. Pod Security Standards, baseline.

    Fix: Set `appArmorProfile.type` to `RuntimeDefault`, or remove the field or annotation.
    """
    for key, value in pod.annotations.items():
        if key.startswith(_ANNOTATION) and value not in ("", "runtime/default") and not value.startswith("localhost/"):
            place = pod.template.place(Metadata.annotations, key)
            yield pod.violation(f"container {key[len(_ANNOTATION) :]} uses AppArmor profile {value}", at=place)
    for bearer, context in pod.security_contexts:
        profile = context.app_armor_profile
        if profile.type not in _ALLOWED:
            yield profile.violation(f"{bearer} uses AppArmor profile {profile.type}", at=Profile.type)
