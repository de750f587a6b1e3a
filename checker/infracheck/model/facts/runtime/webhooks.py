"""Which namespaces the admission webhooks of the scan are asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.entities.cluster.admission_webhooks import AdmissionWebhooks

if TYPE_CHECKING:
    from infracheck.model.base.selector import Selector
    from infracheck.model.entities.governance import Namespace
    from infracheck.model.graph.model import Model

Label = tuple[str, str]


def has_pod_webhook(namespace: Namespace) -> bool:
    """Whether a webhook of the scan is asked about the new pods of a namespace."""
    by_label: dict[Label | None, list[Selector]] = namespace.model.derive(_selectors_by_label)
    # the API server gives each namespace this label
    labels = {**namespace.labels, "kubernetes.io/metadata.name": namespace.name}
    return any(each.matches(labels) for label in (None, *labels.items()) for each in by_label.get(label, ()))


def _selectors_by_label(model: Model) -> dict[Label | None, list[Selector]]:
    """The selectors of webhooks for new pods, by the first label that they want: each once."""
    found: dict[Label | None, list[Selector]] = {}
    seen = set()
    for each in model.all(AdmissionWebhooks):
        for webhook in each.webhooks:
            selector = webhook.namespace_selector
            key = _key(selector)
            if key not in seen and any(rule.is_for_new_pods for rule in webhook.rules):
                seen.add(key)
                found.setdefault(next(iter(selector.match_labels.items()), None), []).append(selector)
    return found


def _key(selector: Selector) -> tuple[object, ...]:
    expressions = ((each.key, each.operator, each.values) for each in selector.match_expressions)
    return (*selector.match_labels.items(), *expressions)
