"""The configs of Kustomize's own plugins, as the fields of a kustomization that do the same."""

from __future__ import annotations

from infracheck.source.render.kustomize.kustomization import under, word
from infracheck.source.yaml.tree import Mapping, Node, Sequence

# the field of a kustomization, and the keys of a config whose value it holds
_FIELDS = {
    "LabelTransformer": ("commonLabels", ("labels",)),
    "AnnotationsTransformer": ("commonAnnotations", ("annotations",)),
    "NamespaceTransformer": ("namespace", ("metadata", "namespace")),
    "PrefixTransformer": ("namePrefix", ("prefix",)),
    "SuffixTransformer": ("nameSuffix", ("suffix",)),
    "ReplacementTransformer": ("replacements", ("replacements",)),
    "PatchStrategicMergeTransformer": ("patchesStrategicMerge", ("paths",)),
}
# those whose config, or one value in it, is an item of a list
_ITEMS = {
    "ConfigMapGenerator": ("configMapGenerator", ()),
    "SecretGenerator": ("secretGenerator", ()),
    "PatchTransformer": ("patches", ()),
    "PatchJson6902Transformer": ("patchesJson6902", ()),
    "ImageTagTransformer": ("images", ("imageTag",)),
    "ReplicaCountTransformer": ("replicas", ("replica",)),
}


def as_fields(config: Node) -> Mapping | None:
    """A part of a kustomization that says what a config says, with the places of the config."""
    kind = word(config, "kind")
    field, keys = _FIELDS.get(kind) or _ITEMS.get(kind) or ("", ())
    value: Node | None = config
    for key in keys:
        value = None if value is None else next(iter(under(value, key)), None)
    if not field or value is None:
        return None
    held: Node = Sequence(value.source, value.start, value.end, [value]) if kind in _ITEMS else value
    return Mapping(value.source, value.start, value.end, {field: held})
