"""infracheck: checks infrastructure as code against policies written in Python.

Everything public is here; policy authors import from `infracheck` alone. Names are imported when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck._version import __version__ as __version__

if TYPE_CHECKING:
    from infracheck.engine.declare import Severity as Severity
    from infracheck.engine.declare import policy as policy
    from infracheck.engine.finding import Finding as Finding
    from infracheck.errors import ConfigError as ConfigError
    from infracheck.errors import InfracheckError as InfracheckError
    from infracheck.errors import OutputError as OutputError
    from infracheck.errors import PolicyError as PolicyError
    from infracheck.errors import UnknownPolicyError as UnknownPolicyError
    from infracheck.errors import UsageError as UsageError
    from infracheck.model.access import Reader as Reader
    from infracheck.model.access_powers import Power as Power
    from infracheck.model.access_roles import Grant as Grant
    from infracheck.model.access_roles import Right as Right
    from infracheck.model.amounts import Amounts as Amounts
    from infracheck.model.amounts import Resources as Resources
    from infracheck.model.backup import Backup as Backup
    from infracheck.model.configuration import ConfigMap as ConfigMap
    from infracheck.model.container import Container as Container
    from infracheck.model.container import EnvFrom as EnvFrom
    from infracheck.model.container import EnvVar as EnvVar
    from infracheck.model.container import Exec as Exec
    from infracheck.model.container import Handler as Handler
    from infracheck.model.container import HttpGet as HttpGet
    from infracheck.model.container import Lifecycle as Lifecycle
    from infracheck.model.container import Port as Port
    from infracheck.model.container import Probe as Probe
    from infracheck.model.container import TcpSocket as TcpSocket
    from infracheck.model.container import VolumeMount as VolumeMount
    from infracheck.model.control_plane import ApiServer as ApiServer
    from infracheck.model.control_plane import ControllerManager as ControllerManager
    from infracheck.model.control_plane import Etcd as Etcd
    from infracheck.model.control_plane import Scheduler as Scheduler
    from infracheck.model.dependency import CredentialSource as CredentialSource
    from infracheck.model.dependency import Dependency as Dependency
    from infracheck.model.dependency import Location as Location
    from infracheck.model.dependency_endpoint import Endpoint as Endpoint
    from infracheck.model.dependency_operator import OperatedDatabase as OperatedDatabase
    from infracheck.model.detect import credential_form as credential_form
    from infracheck.model.detect import credential_in_text as credential_in_text
    from infracheck.model.detect import is_random as is_random
    from infracheck.model.duration import Duration as Duration
    from infracheck.model.fact import Fact as Fact
    from infracheck.model.fact import Known as Known
    from infracheck.model.fact import Note as Note
    from infracheck.model.fact import Unknown as Unknown
    from infracheck.model.governance import HorizontalPodAutoscaler as HorizontalPodAutoscaler
    from infracheck.model.governance import LimitRange as LimitRange
    from infracheck.model.governance import Namespace as Namespace
    from infracheck.model.governance import PodDisruptionBudget as PodDisruptionBudget
    from infracheck.model.governance import ResourceQuota as ResourceQuota
    from infracheck.model.image import CopyInstruction as CopyInstruction
    from infracheck.model.image import Dockerfile as Dockerfile
    from infracheck.model.image import ExposeInstruction as ExposeInstruction
    from infracheck.model.image import Instruction as Instruction
    from infracheck.model.image import PairInstruction as PairInstruction
    from infracheck.model.image import RunCommand as RunCommand
    from infracheck.model.image import RunInstruction as RunInstruction
    from infracheck.model.image import Stage as Stage
    from infracheck.model.image import WorkdirInstruction as WorkdirInstruction
    from infracheck.model.kubernetes import KubernetesObject as KubernetesObject
    from infracheck.model.kubernetes import Metadata as Metadata
    from infracheck.model.manifest import HostPath as HostPath
    from infracheck.model.manifest import Pod as Pod
    from infracheck.model.manifest import ServiceAccountToken as ServiceAccountToken
    from infracheck.model.manifest import Volume as Volume
    from infracheck.model.manifest import Workload as Workload
    from infracheck.model.mounted import MountedFile as MountedFile
    from infracheck.model.network import Ingress as Ingress
    from infracheck.model.network import NetworkPolicy as NetworkPolicy
    from infracheck.model.network import Service as Service
    from infracheck.model.network import ServicePort as ServicePort
    from infracheck.model.object_use import Missing as Missing
    from infracheck.model.object_use import ObjectUse as ObjectUse
    from infracheck.model.rbac import AnyBinding as AnyBinding
    from infracheck.model.rbac import AnyRole as AnyRole
    from infracheck.model.rbac import ClusterRole as ClusterRole
    from infracheck.model.rbac import ClusterRoleBinding as ClusterRoleBinding
    from infracheck.model.rbac import Role as Role
    from infracheck.model.rbac import RoleBinding as RoleBinding
    from infracheck.model.rbac import RoleReference as RoleReference
    from infracheck.model.rbac import Rule as Rule
    from infracheck.model.rbac import ServiceAccount as ServiceAccount
    from infracheck.model.rbac import Subject as Subject
    from infracheck.model.secret import AnySecret as AnySecret
    from infracheck.model.secret import Secret as Secret
    from infracheck.model.secret_facts import Form as Form
    from infracheck.model.secret_facts import Renewal as Renewal
    from infracheck.model.secret_facts import RotationPolicy as RotationPolicy
    from infracheck.model.secret_facts import SecretKey as SecretKey
    from infracheck.model.secret_facts import Storage as Storage
    from infracheck.model.secret_made import Certificate as Certificate
    from infracheck.model.secret_made import CertificateKey as CertificateKey
    from infracheck.model.secret_made import SealedSecret as SealedSecret
    from infracheck.model.secret_store import ClusterExternalSecret as ClusterExternalSecret
    from infracheck.model.secret_store import ExternalSecret as ExternalSecret
    from infracheck.model.secret_store import FetchedSecret as FetchedSecret
    from infracheck.model.secret_store import SecretProviderClass as SecretProviderClass
    from infracheck.model.secret_store import VaultDynamicSecret as VaultDynamicSecret
    from infracheck.model.secret_store import VaultStaticSecret as VaultStaticSecret
    from infracheck.model.secret_use import Use as Use
    from infracheck.model.secret_use import Way as Way
    from infracheck.model.security import AnySecurityContext as AnySecurityContext
    from infracheck.model.security import Capabilities as Capabilities
    from infracheck.model.security import PodSecurityContext as PodSecurityContext
    from infracheck.model.security import Profile as Profile
    from infracheck.model.security import SecurityContext as SecurityContext
    from infracheck.model.security import SELinux as SELinux
    from infracheck.model.security import Sysctl as Sysctl
    from infracheck.model.security import Windows as Windows
    from infracheck.model.selector import Selector as Selector
    from infracheck.model.service_configuration import Configuration as Configuration
    from infracheck.model.service_configuration import Recognised as Recognised
    from infracheck.model.setting import Setting as Setting
    from infracheck.model.tls_rating import TlsRating as TlsRating
    from infracheck.model.values import ImageReference as ImageReference
    from infracheck.model.values import KubernetesVersion as KubernetesVersion
    from infracheck.model.values import Quantity as Quantity
    from infracheck.model.values import User as User
    from infracheck.model.variable import Variable as Variable
    from infracheck.model.view import View as View
    from infracheck.model.violation import Resource as Resource
    from infracheck.model.violation import Violation as Violation
    from infracheck.pipeline import scan as scan
    from infracheck.record import Record as Record
    from infracheck.report.report import Report as Report
    from infracheck.source.fault import Fault as Fault
    from infracheck.source.span import Span as Span
else:
    # a visible module __getattr__ would let a type checker accept any name
    _HOMES = {
        "engine.declare": ("Severity", "policy"),
        "engine.finding": ("Finding",),
        "errors": (
            "ConfigError", "InfracheckError", "OutputError", "PolicyError", "UnknownPolicyError", "UsageError",
        ),
        "model.access": ("Reader",),
        "model.access_powers": ("Power",),
        "model.access_roles": ("Grant", "Right"),
        "model.amounts": ("Amounts", "Resources"),
        "model.backup": ("Backup",),
        "model.configuration": ("ConfigMap",),
        "model.container": (
            "Container", "EnvFrom", "EnvVar", "Exec", "Handler", "HttpGet", "Lifecycle", "Port", "Probe",
            "TcpSocket", "VolumeMount",
        ),
        "model.control_plane": ("ApiServer", "ControllerManager", "Etcd", "Scheduler"),
        "model.dependency": ("CredentialSource", "Dependency", "Location"),
        "model.dependency_endpoint": ("Endpoint",),
        "model.dependency_operator": ("OperatedDatabase",),
        "model.detect": ("credential_form", "credential_in_text", "is_random"),
        "model.duration": ("Duration",),
        "model.fact": ("Fact", "Known", "Note", "Unknown"),
        "model.governance": (
            "HorizontalPodAutoscaler", "LimitRange", "Namespace", "PodDisruptionBudget", "ResourceQuota",
        ),
        "model.image": (
            "CopyInstruction", "Dockerfile", "ExposeInstruction", "Instruction", "PairInstruction", "RunCommand",
            "RunInstruction", "Stage", "WorkdirInstruction",
        ),
        "model.kubernetes": ("KubernetesObject", "Metadata"),
        "model.manifest": ("HostPath", "Pod", "ServiceAccountToken", "Volume", "Workload"),
        "model.mounted": ("MountedFile",),
        "model.network": ("Ingress", "NetworkPolicy", "Service", "ServicePort"),
        "model.object_use": ("Missing", "ObjectUse"),
        "model.rbac": (
            "AnyBinding", "AnyRole", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "RoleReference",
            "Rule", "ServiceAccount", "Subject",
        ),
        "model.secret": ("AnySecret", "Secret"),
        "model.secret_facts": ("Form", "Renewal", "RotationPolicy", "SecretKey", "Storage"),
        "model.secret_made": ("Certificate", "CertificateKey", "SealedSecret"),
        "model.secret_store": (
            "ClusterExternalSecret", "ExternalSecret", "FetchedSecret", "SecretProviderClass", "VaultDynamicSecret",
            "VaultStaticSecret",
        ),
        "model.secret_use": ("Use", "Way"),
        "model.security": (
            "AnySecurityContext", "Capabilities", "PodSecurityContext", "Profile", "SELinux", "SecurityContext",
            "Sysctl", "Windows",
        ),
        "model.selector": ("Selector",),
        "model.service_configuration": ("Configuration", "Recognised"),
        "model.setting": ("Setting",),
        "model.tls_rating": ("TlsRating",),
        "model.values": ("ImageReference", "KubernetesVersion", "Quantity", "User"),
        "model.variable": ("Variable",),
        "model.view": ("View",),
        "model.violation": ("Resource", "Violation"),
        "pipeline": ("scan",),
        "record": ("Record",),
        "report.report": ("Report",),
        "source.fault": ("Fault",),
        "source.span": ("Span",),
    }  # fmt: skip
    _HOME = {name: module for module, names in _HOMES.items() for name in names}

    def __getattr__(name: str) -> object:
        home = _HOME.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(f"infracheck.{home}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted((*globals(), *_HOME))
