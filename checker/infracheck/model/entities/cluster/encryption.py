"""How the API server encrypts what it stores in etcd."""

from __future__ import annotations

from typing import ClassVar

from infracheck.model.base.field import parts, texts
from infracheck.model.base.view import View
from infracheck.model.entities.cluster.read_late import ReadLate


class EncryptionProvider(View):
    """What encrypts: the only key of its mapping says how."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        """How it encrypts: `aescbc`, `kms`, …, or `identity`, which does not."""
        return next(iter(self.node.values), "") if self.node is not None else ""


class EncryptedResources(View):
    """Some resources and their providers: the first one encrypts, all of them decrypt."""

    __slots__ = ()

    resources = texts("resources")
    providers = parts("providers", EncryptionProvider)


class EncryptionConfiguration(ReadLate):
    """The file that `--encryption-provider-config` names."""

    __slots__ = ()
    # the second is what it was called before Kubernetes 1.13
    kinds: ClassVar = frozenset((("apiserver.config.k8s.io", "EncryptionConfiguration"), ("", "EncryptionConfig")))

    resources = parts("resources", EncryptedResources)
