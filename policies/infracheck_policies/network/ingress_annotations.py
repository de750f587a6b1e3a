"""Annotations by which an Ingress writes into the controller's configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Ingress, KubernetesObject, Severity, Violation, policy


@policy("ingress-snippet", category="network", severity=Severity.HIGH, recommended=False)
def ingress_snippet(ingress: Ingress) -> Iterator[Violation]:
    """An Ingress has no snippet annotation.

    ingress-nginx and NGINX's own controller put the text of such an annotation into their configuration as it stands:
    whoever may write an Ingress reads the controller's token, and with it all Secrets of the cluster. CVE-2021-25742;
    ingress-nginx ignores them unless `allow-snippet-annotations` is on.

    Fix: Remove the annotation, and use the one that the controller has for the purpose.
    """
    for name in ingress.annotations:
        if _NGINX.match(name) and "snippet" in name:
            place = ingress.place(Ingress.annotations, name)
            yield ingress.violation(f"Ingress {ingress.name} sets the annotation {name}", at=place)


# nginx.ingress.kubernetes.io, or another prefix that ingress-nginx is started with; nginx.org of NGINX's controller
_NGINX = re.compile(r"nginx\.|[^/]*ingress[^/]*/")


@policy("ingress-injection", category="network", severity=Severity.HIGH, recommended=False)
def ingress_injection(each: KubernetesObject) -> Iterator[Violation]:
    """Annotations for ingress-nginx hold nothing that ends a directive of nginx.

    Before 1.11.5 and 1.12.1 the controller puts `auth-url`, `auth-tls-match-cn`, `mirror-target` and `mirror-host` into
    its configuration unchecked: with `;`, `#`, a brace, a quote or a line break in them, an Ingress runs code in the
    controller. CVE-2025-24514, CVE-2025-1097 and CVE-2025-1098 ("IngressNightmare"). A bar outside parentheses in
    `auth-tls-match-cn` lets in every certificate whose subject holds the second word.

    Fix: Write a URL, or `CN=` with the name, and update the controller.
    """
    for name, value in each.annotations.items():
        prefix, _, key = name.partition("/")
        unsafe = _UNSAFE.get(key) if prefix == "nginx.ingress.kubernetes.io" else None
        if unsafe is not None and unsafe.search(_VARIABLE.sub("", value.strip())):
            yield each.violation(
                f"annotation {name} of {each.kind} {each.name} holds characters that nginx gives a meaning",
                at=each.place(KubernetesObject.annotations, name),
            )


@policy("ingress-client-certificate", category="network", severity=Severity.MEDIUM, recommended=False)
def ingress_client_certificate(ingress: Ingress) -> Iterator[Violation]:
    """The annotation `auth-tls-verify-client` of ingress-nginx has one of its values.

    `on`, `off`, `optional` and `optional_no_ca` are known; with any other one the controller takes `on`, whatever was
    meant, or rejects the Ingress.

    Fix: Write `"on"`, `"off"`, `"optional"` or `"optional_no_ca"`, in quotes.
    """
    value = ingress.annotations.get(_VERIFY)
    if value is not None and value not in ("on", "off", "optional", "optional_no_ca"):
        yield ingress.violation(
            f"annotation auth-tls-verify-client of Ingress {ingress.name} is {value!r}",
            at=ingress.place(Ingress.annotations, _VERIFY),
        )


_VERIFY = "nginx.ingress.kubernetes.io/auth-tls-verify-client"
_VARIABLE = re.compile(r"\$\{\w+\}|\([^()]*\)")
# beyond RFC 3986 without those that nginx reads
_NOT_IN_URL = re.compile(r"[^\w$&()*+,./:=?@!%~\[\]-]|\\", re.ASCII)
_NOT_IN_NAME = re.compile(r"[;#{}|\"'`\r\n]")
_UNSAFE = {
    "auth-url": _NOT_IN_URL,
    "mirror-target": _NOT_IN_URL,
    "mirror-host": _NOT_IN_URL,
    "auth-tls-match-cn": _NOT_IN_NAME,
}
