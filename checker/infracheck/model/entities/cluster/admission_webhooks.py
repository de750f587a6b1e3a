"""Webhooks that judge or change objects before the API server stores them."""

from __future__ import annotations

from typing import ClassVar

from infracheck.model.base.field import part, parts, text, texts
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View
from infracheck.model.entities.cluster.read_late import ReadLate

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
