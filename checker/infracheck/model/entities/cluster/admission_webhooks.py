"""Webhooks that judge or change objects before the API server stores them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from infracheck.model.base.field import part, parts, text, texts
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View
from infracheck.model.entities.cluster.read_late import ReadLate

if TYPE_CHECKING:
    from infracheck.model.entities.governance import Namespace
    from infracheck.model.graph.model import Model

_GROUP = "admissionregistration.k8s.io"


class WebhookRule(View):
    """Which requests a webhook is asked about."""

    __slots__ = ()

    api_groups = texts("apiGroups")
    resources = texts("resources")
    operations = texts("operations")
    scope = text("scope")

    @property
    def is_for_new_pods(self) -> bool:
        """Whether it names the creation of pods, which stand in namespaces."""
        parts_of_it = (("", self.api_groups), ("pods", self.resources), ("CREATE", self.operations))
        return self.scope != "Cluster" and all(
            name in named or "*" in named or (name == "pods" and "*/*" in named) for name, named in parts_of_it
        )


class Webhook(View):
    """One webhook of a configuration."""

    __slots__ = ()

    name = text("name")
    rules = parts("rules", WebhookRule)
    namespace_selector = part("namespaceSelector", Selector)


class AdmissionWebhooks(ReadLate):
    """A ValidatingWebhookConfiguration or a MutatingWebhookConfiguration."""

    __slots__ = ()
    kinds: ClassVar = frozenset(((_GROUP, "ValidatingWebhookConfiguration"), (_GROUP, "MutatingWebhookConfiguration")))

    webhooks = parts("webhooks", Webhook)


def has_pod_webhook(namespace: Namespace) -> bool:
    """Whether a webhook of the scan is asked about the new pods of a namespace."""
    # the API server gives each namespace this label
    labels = {**namespace.labels, "kubernetes.io/metadata.name": namespace.name}
    return any(each.namespace_selector.matches(labels) for each in namespace.model.derive(_for_new_pods))


def _for_new_pods(model: Model) -> tuple[Webhook, ...]:
    webhooks = (webhook for each in model.all(AdmissionWebhooks) for webhook in each.webhooks)
    return tuple(each for each in webhooks if any(rule.is_for_new_pods for rule in each.rules))
