"""What of one value of a manifest is shown, by the field it stands in."""

from __future__ import annotations

import re

from infracheck.knowledge.words.showable import (
    Range,
    is_harmless,
    is_image,
    is_number,
    is_ordinary,
    is_risky,
    is_risky_key,
    is_variable,
)
from infracheck.knowledge.words.showable_url import url_ranges
from infracheck.knowledge.words.switches import is_constant
from infracheck.record import Record

# fields of Kubernetes whose texts are names, paths, enumerations
_SHOWN = frozenset((
    "accessModes", "action", "add", "addressType", "apiGroup", "apiGroups", "apiVersion", "app", "appProtocol",
    "claimName", "clusterIP", "concurrencyPolicy", "configMap", "creationPolicy", "dnsPolicy", "drop", "effect",
    "externalTrafficPolicy", "fieldPath", "fsGroupChangePolicy", "fsType", "group", "groups",
    "host", "hostPath", "hostname", "image", "imagePullPolicy", "internalTrafficPolicy", "kind", "localhostProfile",
    "medium", "mountPath", "mountPropagation", "name", "namespace", "newName", "newTag", "nodeName", "op", "operator",
    "path", "pathType",
    "persistentVolumeReclaimPolicy", "policyTypes", "port", "ports", "priorityClassName", "procMount", "protocol",
    "provisioner", "pullPolicy", "refreshInterval", "refreshPolicy", "registry", "repository", "resource",
    "resourceNames", "resources", "restartPolicy",
    "role", "rotationPolicy", "rule", "runtimeClassName", "schedulerName", "scheme", "scope",
    "secretName", "service", "serviceAccount", "serviceAccountName",
    "serviceName", "sessionAffinity", "storageClassName", "subPath", "sysctl", "tag", "targetPort",
    "terminationMessagePolicy", "topologyKey", "type", "unit", "user", "users", "values", "verbs", "volumeMode",
    "volumeName", "whenUnsatisfiable", "workingDir",
))  # fmt: skip
_LISTS_OF_WORDS = ("labels", "matchLabels", "selector", "nodeSelector")
_NOTHING_SHOWN = ("data", "stringData", "binaryData", "encryptedData", "annotations", "last-applied-configuration")
_KEYS_OF_REFERENCES = ("secretKeyRef", "configMapKeyRef", "matchExpressions", "tolerations", "items")
_KEY_SHAPE = re.compile(r"\.?\w[\w./-]{0,100}")
# words in capitals and other scripts count as letters
_ONE_LETTER = re.compile(r"[A-Z]{2,}|[^\x00-\x7f]+")
# Kubernetes replaces `$(NAME)` alone; `$NAME` and `${NAME}` are left to templates
_REFERENCE = re.compile(r"\$\((?P<name>[\w.-]{1,100})\)")
_TEMPLATE = re.compile(r"\$\{[A-Z_][A-Z0-9_]{0,60}\}|\$[A-Z_][A-Z0-9_]{0,60}")


class Above(Record):
    """What the keys above a value say of it.

    `parent` is the nearest. Below one of them nothing may be shown (`is_veiled`), or no more than constants
    (`is_risky`). `is_config` is true of the values of a ConfigMap, and `declared` holds the variables that `$(NAME)`
    may name here; None among them stands for those that `envFrom` brings.
    """

    parent: str = ""
    is_veiled: bool = False
    is_risky: bool = False
    is_config: bool = False
    declared: frozenset[str | None] = frozenset()

    def below(self, key: str, *, is_config: bool, declared: frozenset[str | None]) -> Above:
        """What is known below a key."""
        return Above(
            key,
            self.is_veiled or key in _NOTHING_SHOWN or key.endswith("last-applied-configuration"),
            self.is_risky or key == "value" or is_risky_key(key),
            is_config,
            declared,
        )

    def is_reference(self, text: str) -> bool:
        """Whether a text is the reference to a variable that the container has."""
        found = _REFERENCE.fullmatch(text)
        if found is None:
            return False
        name = found["name"]
        return name in self.declared or (None in self.declared and name == name.upper() and is_variable(name))


def value_ranges(text: str, key: str, above: Above, name: str | None) -> list[Range]:
    """What to mask of the value of a key; `name` is the name that stands beside it in its mapping."""
    whole = [(0, len(text))]
    if above.is_config:
        return named_value(text, key)
    if above.is_veiled or key in _NOTHING_SHOWN:
        return whole
    if is_constant(text) or above.is_reference(text):
        return []
    if key == "key" and above.parent in _KEYS_OF_REFERENCES:
        return [] if is_ordinary(text) else whole
    if above.is_risky or is_risky_key(key):
        return whole
    if _TEMPLATE.fullmatch(text):
        return [] if is_variable(text.strip("${}")) else whole
    if key == "value":
        return whole if name is None else named_value(text, name)
    return [] if _is_known(text, key, above.parent) else whole


def _is_known(text: str, key: str, parent: str) -> bool:
    """Whether Kubernetes itself says that a field holds a name, a word or a number, and the value is one."""
    if is_number(text) or (key == "image" and is_image(text)):
        return True
    known = key in _SHOWN or parent in _LISTS_OF_WORDS or key.startswith("runAs")
    # a variable's name may be all capitals and digits
    return known and is_ordinary(text.lower() if key == "name" and "_" in text else text)


def named_value(text: str, name: str) -> list[Range]:
    """What to mask of the value of a variable, whose own name says what it is."""
    whole = [(0, len(text))]
    if is_risky(name):
        return whole
    if is_harmless(text):
        return []
    found = url_ranges(text, 0)
    return whole if found is None else found


def is_plain_key(key: str) -> bool:
    """Whether a key looks like one, and not like a value that slipped there."""
    return _KEY_SHAPE.fullmatch(key) is not None and is_ordinary(_ONE_LETTER.sub("a", key))
