"""The labels of images."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from infracheck import Dockerfile, Known, PairInstruction, Record, Severity, Violation, policy

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#]+\S*")
# an SPDX expression without looking up the names in it: `MIT`, `(Apache-2.0 OR GPL-2.0+) AND BSD-3-Clause`
_LICENCE = re.compile(r"\(*[\w.-]+\+?\)*(?:\s+(?:AND|OR|WITH)\s+\(*[\w.:-]+\+?\)*)*")
_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]+")


def _is_written(value: str) -> bool:
    return bool(value.strip())


def _like(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value.strip()) is not None


_OCI = "org.opencontainers.image."
# OCI image specification, "Pre-Defined Annotation Keys"
_FORMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "created": ("a date and time of RFC 3339", _like(_TIME)),
    "url": ("a URL", _like(_URL)),
    "documentation": ("a URL", _like(_URL)),
    "source": ("a URL", _like(_URL)),
    "licenses": ("an SPDX license expression", _like(_LICENCE)),
    "base.digest": ("a digest", _like(_DIGEST)),
    "title": ("a text", _is_written),
    "version": ("a version", _is_written),
    "vendor": ("a text", _is_written),
    "description": ("a text", _is_written),
}


class ImageLabels(Record):
    """`labels`: the labels that each image must have."""

    labels: tuple[str, ...] = ("org.opencontainers.image.source",)


@policy("oci-label", category="dockerfile", severity=Severity.LOW, recommended=False)
def oci_label(instruction: PairInstruction) -> Iterator[Violation]:
    """A label of the OCI image specification has the value that its key asks for.

    Registries and scanners read `org.opencontainers.image.created` as a time of RFC 3339, `source`, `url` and
    `documentation` as URLs, `licenses` as an SPDX expression, and ignore others. OCI image specification, "Pre-Defined
    Annotation Keys". A value that only the build knows is not judged.

    Fix: Write the value in the form of the specification, such as `2026-05-01T12:00:00Z`.
    """
    for pair in instruction.pairs if instruction.name == "LABEL" else ():
        key = pair.key.value.removeprefix(_OCI)
        if key == pair.key.value or key not in _FORMS or pair.value is None:
            continue
        form, has_form = _FORMS[key]
        match instruction.expand(pair.value):
            case Known(value) if not has_form(value):
                yield instruction.violation(f"label {_OCI}{key} is not {form}", at=pair.span)


@policy("missing-image-label", category="dockerfile", severity=Severity.LOW, recommended=False)
def missing_image_label(dockerfile: Dockerfile, options: ImageLabels) -> Iterator[Violation]:
    """An image has the labels that tell where it comes from.

    By `org.opencontainers.image.source` a registry links an image to its repository, and whoever finds a fault in it
    finds the code. The labels of all stages count that the last one continues; those of a base image from outside are
    not seen. Option `labels` names the labels that each image must have.

    Fix: Add the label: `LABEL org.opencontainers.image.source="https://…"`.
    """
    if dockerfile.final is None:
        return
    instructions = [each for stage in dockerfile.final.lineage() for each in stage.instructions]
    written = {pair.key.value for each in instructions if each.name == "LABEL" for pair in each.pairs}
    for label in options.labels:
        if label not in written:
            yield dockerfile.violation(f"the image has no label {label}")
