"""What to mask in a line of YAML or JSON: every value that is not known to be harmless where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.record import Record
from infracheck.report.mask_words import (
    Range,
    is_constant,
    is_harmless,
    is_image,
    is_number,
    is_ordinary,
    is_risky,
    url_ranges,
)
from infracheck.report.yaml_context import Context, context_of, kind_of
from infracheck.source.span import Source

# fields of Kubernetes whose texts are names, paths, enumerations
_SHOWN = frozenset((
    "accessModes", "action", "add", "addressType", "apiGroup", "apiGroups", "apiVersion", "app", "appProtocol",
    "claimName", "clusterIP", "concurrencyPolicy", "configMap", "creationPolicy", "dnsPolicy", "drop", "effect",
    "externalTrafficPolicy", "fieldPath", "fsGroupChangePolicy", "fsType", "group", "groups",
    "host", "hostPath", "hostname", "image", "imagePullPolicy", "internalTrafficPolicy", "kind", "localhostProfile",
    "medium", "mountPath", "mountPropagation", "name", "namespace", "nodeName", "operator", "path", "pathType",
    "persistentVolumeReclaimPolicy", "policyTypes", "port", "ports", "priorityClassName", "procMount", "protocol",
    "provisioner", "refreshInterval", "refreshPolicy", "resource", "resourceNames", "resources", "restartPolicy",
    "role", "rotationPolicy", "rule", "runtimeClassName", "schedulerName", "scheme", "scope",
    "secretName", "service", "serviceAccount", "serviceAccountName",
    "serviceName", "sessionAffinity", "storageClassName", "subPath", "sysctl", "targetPort",
    "terminationMessagePolicy", "topologyKey", "type", "unit", "user", "users", "values", "verbs", "volumeMode",
    "volumeName", "whenUnsatisfiable", "workingDir",
))  # fmt: skip
_LISTS_OF_WORDS = ("labels", "matchLabels", "selector", "nodeSelector")
_NOTHING_SHOWN = ("data", "stringData", "binaryData", "encryptedData", "annotations", "last-applied-configuration")
_KEYS_OF_REFERENCES = ("secretKeyRef", "configMapKeyRef", "matchExpressions", "tolerations", "items")
_COMMANDS = ("args", "command")
_PUNCTUATION = "{}[],"
_MARKERS = ("---", "...", "-")
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}")
_VARIABLE = re.compile(r"\$\([\w.-]+\)|\$\{\w+\}|\$\w+")
_KEY_SHAPE = re.compile(r"\.?\w[\w./-]{0,100}")
_QUOTED = re.compile(r""""(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?""")
_COLON = re.compile(r"\s*:")
_FLOW_END = re.compile(r"[,\[\]{}]|: |:$|\s#")
_BLOCK_END = re.compile(r": |:$|\s#")
_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?[\"']?(?P<key>[\w.-]+)[\"']?\s*[=:]\s*(?P<value>.*)")


class _Token(Record):
    start: int
    end: int
    text: str
    is_key: bool
    is_comment: bool = False

    @property
    def whole(self) -> list[Range]:
        return [(self.start, self.end)]

    @property
    def inner(self) -> int:
        """Where the text itself starts, behind the quote."""
        return self.start + (self.end - self.start > len(self.text))


def yaml_ranges(source: Source, line: int) -> list[Range]:
    """What to mask of a line, in order."""
    text = source.line_text(line)
    context = context_of(source, line)
    if context is None:
        return strict_ranges(text)
    if text.strip() in _MARKERS:
        return []
    if context.block is not None:
        return _text_ranges(text, is_config=kind_of(source, line) == "ConfigMap")
    return _Judge(source, line, context).ranges(text)


class _Judge:
    """Goes through a line's tokens, and keeps in mind under which keys each stands."""

    __slots__ = ("_brackets", "_key", "_line", "_name", "_source")

    def __init__(self, source: Source, line: int, context: Context) -> None:
        self._source = source
        self._line = line
        self._name = context.name
        self._key = context.parents[-1] if context.in_list and context.parents else ""
        # each bracket that is open, with the keys above what it holds; the first is the block round the line
        self._brackets = [("", list(context.parents))]

    def ranges(self, text: str) -> list[Range]:
        ranges: list[Range] = []
        has_key = False
        for token in _tokens(text):
            if token.is_comment:
                ranges.extend(_comment(token))
            elif token.text in _PUNCTUATION and token.end - token.start == 1:
                self._step(token.text)
            elif token.is_key:
                if has_key and len(self._brackets) == 1:
                    # two keys in a row parse as neither
                    return strict_ranges(text)
                has_key = len(self._brackets) == 1
                self._key = token.text
                ranges.extend([] if _is_plain_key(token.text) else token.whole)
            else:
                self._name = token.text if self._key == "name" else self._name
                ranges.extend(self._value(token))
        return ranges

    def _step(self, mark: str) -> None:
        parents = self._brackets[-1][1]
        if mark in "{[":
            self._brackets.append((mark, [*parents, self._key] if self._key else parents))
            self._name = None if mark == "{" else self._name
        elif mark in "}]":
            self._key = ""
            if len(self._brackets) > 1:
                self._brackets.pop()
        elif self._brackets[-1][0] == "[" and parents:
            self._key = parents[-1]

    def _value(self, token: _Token) -> list[Range]:
        text, key, parents = token.text, self._key, self._brackets[-1][1]
        if _BLOCK.fullmatch(text):
            return []
        if any(each in _NOTHING_SHOWN or each.endswith("last-applied-configuration") for each in (key, *parents)):
            is_config = parents == ["data"] and kind_of(self._source, self._line) == "ConfigMap"
            return _named_value(token, key) if is_config else token.whole
        if is_constant(text) or _VARIABLE.fullmatch(text):
            return []
        if key == "key" and parents and parents[-1] in _KEYS_OF_REFERENCES:
            return [] if is_ordinary(text) else token.whole
        if is_risky(key) or "value" in parents or any(is_risky(each) for each in parents):
            return token.whole
        if key == "value":
            return token.whole if self._name is None else _named_value(token, self._name)
        if key in _COMMANDS:
            return _argument(token)
        return [] if _is_known(text, key, parents) else token.whole


def _is_known(text: str, key: str, parents: list[str]) -> bool:
    """Whether Kubernetes itself says that a field holds a name, a word or a number, and the value is one."""
    if is_number(text) or (key == "image" and is_image(text)):
        return True
    known = key in _SHOWN or (parents and parents[-1] in _LISTS_OF_WORDS) or key.startswith("runAs")
    # a variable's name may be all capitals and digits
    return bool(known) and is_ordinary(text.lower() if key == "name" and "_" in text else text)


def strict_ranges(text: str) -> list[Range]:
    """What to mask where nothing can be judged, as in a file that does not parse: all but the line's key."""
    if text.strip() in _MARKERS:
        return []
    found = re.match(r"""\s*(?:-\s+)*(?P<key>["']?[\w][\w./-]{0,60}["']?\s*:(?:\s+|$))?""", text)
    start = found.end() if found is not None else 0
    end = len(text.rstrip())
    return [(start, end)] if start < end else []


def _argument(token: _Token) -> list[Range]:
    """A word of a command: a flag's name, and the shell's, are shown."""
    if token.text in ("sh", "bash", "/bin/sh", "/bin/bash"):
        return []
    flag = re.match(r"(?:-[a-zA-Z]|--[a-z][a-z-]{1,40})(?:$|=)", token.text)
    return token.whole if flag is None else [(token.inner + flag.end(), token.inner + len(token.text))]


def _named_value(token: _Token, name: str) -> list[Range]:
    """The value of a variable, whose own name says what it is."""
    if is_risky(name):
        return token.whole
    if is_harmless(token.text):
        return []
    ranges = url_ranges(token.text, token.inner)
    return token.whole if ranges is None else ranges


def _text_ranges(text: str, *, is_config: bool) -> list[Range]:
    """A line of a block of text: a setting in a ConfigMap's file shows its name, and a harmless value."""
    found = _ASSIGNMENT.fullmatch(text)
    if found is None or not is_config or not _is_plain_key(found["key"]):
        start = len(text) - len(text.lstrip())
        return [(start, len(text))] if text.strip() else []
    value = found["value"].rstrip(" ,")
    token = _Token(found.start("value"), found.start("value") + len(value), value.strip("\"'"), is_key=False)
    return _named_value(token, found["key"])


def _comment(token: _Token) -> list[Range]:
    """Comments may hold what was commented out; our own marks are shown as far as they name policies."""
    mark = re.match(r"#\s*infracheck:\s*ignore(\[[a-z0-9:, -]*\])?", token.text)
    start = token.start + (mark.end() if mark is not None else 1)
    return [(start, token.end)] if start < token.end else []


def _is_plain_key(key: str) -> bool:
    return _KEY_SHAPE.fullmatch(key) is not None and is_ordinary(re.sub(r"[A-Z]{2,}", "a", key))


def _tokens(text: str) -> Iterator[_Token]:
    place = re.match(r"\s*(?:[-?]\s+)*", text).end()  # type: ignore[union-attr]
    depth = 0
    while place < len(text):
        character = text[place]
        if character.isspace():
            place += 1
        elif character == "#" and (place == 0 or text[place - 1].isspace()):
            yield _Token(place, len(text.rstrip()), text[place:], is_key=False, is_comment=True)
            return
        elif character in _PUNCTUATION:
            depth += {"{": 1, "[": 1, "}": -1, "]": -1, ",": 0}[character]
            yield _Token(place, place + 1, character, is_key=False)
            place += 1
        elif character == ":":
            place += 1
        else:
            token = _scalar(text, place, in_flow=depth > 0)
            yield token
            place = token.end


def _scalar(text: str, place: int, *, in_flow: bool) -> _Token:
    if text[place] in "\"'":
        found = _QUOTED.match(text, place)
        end = found.end() if found is not None else len(text)
        return _Token(place, end, text[place:end].strip("\"'"), is_key=_COLON.match(text, end) is not None)
    stop = (_FLOW_END if in_flow else _BLOCK_END).search(text, place)
    end = stop.start() if stop is not None else len(text)
    end = max(end, place + 1)
    shown = text[place:end].rstrip()
    is_key = stop is not None and text[stop.start()] == ":"
    return _Token(place, place + max(1, len(shown)), shown, is_key)
