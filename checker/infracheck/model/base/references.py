"""References by name, as pods make them."""

from __future__ import annotations

from infracheck.model.base.field import flag, parts, text
from infracheck.model.base.view import View


class KeyReference(View):
    """One key of a ConfigMap or a Secret."""

    __slots__ = ()

    name = text("name")
    key = text("key")
    is_optional = flag("optional")


class KeyToPath(KeyReference):
    """A key of a ConfigMap or a Secret as a file of a volume."""

    __slots__ = ()

    path = text("path")


class ObjectReference(View):
    """A ConfigMap or a Secret by name."""

    __slots__ = ()

    name = text("name")
    is_optional = flag("optional")


class ObjectFiles(ObjectReference):
    """A ConfigMap or a Secret, or some of its keys, as files: one source of a projected volume."""

    __slots__ = ()

    items = parts("items", KeyToPath)


class FieldReference(View):
    """A field of the pod, or an amount of its resources, as a value."""

    __slots__ = ()

    field_path = text("fieldPath")
    resource_name = text("resource")
