"""infracheck: checks infrastructure as code against policies written in Python.

Everything public is here; policy authors import from `infracheck` alone. Names are imported when they are asked for.
"""

from __future__ import annotations

import importlib as _importlib
from typing import TYPE_CHECKING

from infracheck._version import __version__ as __version__

if TYPE_CHECKING:
    from infracheck.engine.declarations.declare import policy as policy
    from infracheck.engine.finding import Finding as Finding
    from infracheck.engine.rules.rule import Severity as Severity
    from infracheck.errors import ConfigError as ConfigError
    from infracheck.errors import InfracheckError as InfracheckError
    from infracheck.errors import OutputError as OutputError
    from infracheck.errors import PolicyError as PolicyError
    from infracheck.errors import UnknownPolicyError as UnknownPolicyError
    from infracheck.errors import UsageError as UsageError
    from infracheck.knowledge.kubernetes.api_versions import ApiLifecycle as ApiLifecycle
    from infracheck.knowledge.products.records.tls_rating import TlsRating as TlsRating
    from infracheck.knowledge.words.credential_arguments import assigns_credential as assigns_credential
    from infracheck.knowledge.words.credential_arguments import credential_in_argument as credential_in_argument
    from infracheck.knowledge.words.credential_arguments import credential_in_command as credential_in_command
    from infracheck.knowledge.words.credential_arguments import credential_in_script as credential_in_script
    from infracheck.knowledge.words.credential_arguments import credentials_in_words as credentials_in_words
    from infracheck.knowledge.words.credential_files import is_credential_file as is_credential_file
    from infracheck.knowledge.words.credential_files import is_login_file as is_login_file
    from infracheck.knowledge.words.credential_files import is_public_file as is_public_file
    from infracheck.knowledge.words.credential_files import may_be_without_credential as may_be_without_credential
    from infracheck.knowledge.words.credential_files import names_credential_file as names_credential_file
    from infracheck.knowledge.words.credential_forms import IN_PAGES as IN_PAGES
    from infracheck.knowledge.words.credential_forms import credential_form as credential_form
    from infracheck.knowledge.words.credential_forms import credential_in_text as credential_in_text
    from infracheck.knowledge.words.credential_forms import is_random as is_random
    from infracheck.knowledge.words.credential_hints import credential_hints as credential_hints
    from infracheck.knowledge.words.credential_logins import credential_in_login as credential_in_login
    from infracheck.knowledge.words.credential_logins import token_in_login as token_in_login
    from infracheck.knowledge.words.credential_names import NameSays as NameSays
    from infracheck.knowledge.words.credential_names import is_for_browsers as is_for_browsers
    from infracheck.knowledge.words.credential_names import is_half_of_credential as is_half_of_credential
    from infracheck.knowledge.words.credential_names import name_says as name_says
    from infracheck.knowledge.words.credential_names import names_password as names_password
    from infracheck.knowledge.words.credential_values import Held as Held
    from infracheck.knowledge.words.credential_values import held_by as held_by
    from infracheck.knowledge.words.credential_values import is_sentence as is_sentence
    from infracheck.knowledge.words.credential_values import looks_drawn as looks_drawn
    from infracheck.knowledge.words.rotation import ROTATION_WORDS as ROTATION_WORDS
    from infracheck.knowledge.words.switches import ENV_FALSE as ENV_FALSE
    from infracheck.knowledge.words.switches import ENV_TRUE as ENV_TRUE
    from infracheck.knowledge.words.switches import is_constant as is_constant
    from infracheck.model.base.duration import Duration as Duration
    from infracheck.model.base.fact import Fact as Fact
    from infracheck.model.base.fact import Known as Known
    from infracheck.model.base.fact import Note as Note
    from infracheck.model.base.fact import Unknown as Unknown
    from infracheck.model.base.selector import Selector as Selector
    from infracheck.model.base.values import ImageReference as ImageReference
    from infracheck.model.base.values import KubernetesVersion as KubernetesVersion
    from infracheck.model.base.values import Quantity as Quantity
    from infracheck.model.base.values import User as User
    from infracheck.model.base.view import View as View
    from infracheck.model.base.violation import Resource as Resource
    from infracheck.model.base.violation import Violation as Violation
    from infracheck.model.entities.amounts import Amounts as Amounts
    from infracheck.model.entities.amounts import Resources as Resources
    from infracheck.model.entities.cluster.admission_webhooks import AdmissionWebhooks as AdmissionWebhooks
    from infracheck.model.entities.cluster.admission_webhooks import Webhook as Webhook
    from infracheck.model.entities.cluster.admission_webhooks import WebhookRule as WebhookRule
    from infracheck.model.entities.cluster.audit_policy import AuditedResources as AuditedResources
    from infracheck.model.entities.cluster.audit_policy import AuditPolicy as AuditPolicy
    from infracheck.model.entities.cluster.audit_policy import AuditRule as AuditRule
    from infracheck.model.entities.cluster.encryption import EncryptedResources as EncryptedResources
    from infracheck.model.entities.cluster.encryption import EncryptionConfiguration as EncryptionConfiguration
    from infracheck.model.entities.cluster.encryption import EncryptionProvider as EncryptionProvider
    from infracheck.model.entities.cluster.pod_admission import AllowedHostPath as AllowedHostPath
    from infracheck.model.entities.cluster.pod_admission import IdRange as IdRange
    from infracheck.model.entities.cluster.pod_admission import IdStrategy as IdStrategy
    from infracheck.model.entities.cluster.pod_admission import PodSecurityPolicy as PodSecurityPolicy
    from infracheck.model.entities.cluster.pod_admission import SecurityContextConstraints as SecurityContextConstraints
    from infracheck.model.entities.config_map import ConfigMap as ConfigMap
    from infracheck.model.entities.container import Container as Container
    from infracheck.model.entities.container import EnvFrom as EnvFrom
    from infracheck.model.entities.container import EnvVar as EnvVar
    from infracheck.model.entities.container import Exec as Exec
    from infracheck.model.entities.container import Handler as Handler
    from infracheck.model.entities.container import HttpGet as HttpGet
    from infracheck.model.entities.container import Lifecycle as Lifecycle
    from infracheck.model.entities.container import Port as Port
    from infracheck.model.entities.container import Probe as Probe
    from infracheck.model.entities.container import TcpSocket as TcpSocket
    from infracheck.model.entities.container import VolumeMount as VolumeMount
    from infracheck.model.entities.dependency import CredentialSource as CredentialSource
    from infracheck.model.entities.dependency import Dependency as Dependency
    from infracheck.model.entities.dependency import Location as Location
    from infracheck.model.entities.governance import AnyAutoscaler as AnyAutoscaler
    from infracheck.model.entities.governance import HorizontalPodAutoscaler as HorizontalPodAutoscaler
    from infracheck.model.entities.governance import LimitRange as LimitRange
    from infracheck.model.entities.governance import Namespace as Namespace
    from infracheck.model.entities.governance import PodDisruptionBudget as PodDisruptionBudget
    from infracheck.model.entities.governance import ResourceQuota as ResourceQuota
    from infracheck.model.entities.governance import ScaledObject as ScaledObject
    from infracheck.model.entities.kubernetes import KubernetesObject as KubernetesObject
    from infracheck.model.entities.kubernetes import Metadata as Metadata
    from infracheck.model.entities.network import Ingress as Ingress
    from infracheck.model.entities.network import IngressBackend as IngressBackend
    from infracheck.model.entities.network import IngressRule as IngressRule
    from infracheck.model.entities.network import NetworkPolicy as NetworkPolicy
    from infracheck.model.entities.network import PolicyPeer as PolicyPeer
    from infracheck.model.entities.network import Route as Route
    from infracheck.model.entities.network import RouteBackend as RouteBackend
    from infracheck.model.entities.network import Service as Service
    from infracheck.model.entities.network import ServiceMonitor as ServiceMonitor
    from infracheck.model.entities.network import ServicePort as ServicePort
    from infracheck.model.entities.operated_database import OperatedDatabase as OperatedDatabase
    from infracheck.model.entities.rbac import AnyBinding as AnyBinding
    from infracheck.model.entities.rbac import AnyRole as AnyRole
    from infracheck.model.entities.rbac import ClusterRole as ClusterRole
    from infracheck.model.entities.rbac import ClusterRoleBinding as ClusterRoleBinding
    from infracheck.model.entities.rbac import Role as Role
    from infracheck.model.entities.rbac import RoleBinding as RoleBinding
    from infracheck.model.entities.rbac import RoleReference as RoleReference
    from infracheck.model.entities.rbac import Rule as Rule
    from infracheck.model.entities.rbac import ServiceAccount as ServiceAccount
    from infracheck.model.entities.rbac import Subject as Subject
    from infracheck.model.entities.scheduling import AffinityTerm as AffinityTerm
    from infracheck.model.entities.scheduling import DnsOption as DnsOption
    from infracheck.model.entities.scheduling import Placement as Placement
    from infracheck.model.entities.scheduling import SpreadConstraint as SpreadConstraint
    from infracheck.model.entities.scheduling import Toleration as Toleration
    from infracheck.model.entities.secret import AnySecret as AnySecret
    from infracheck.model.entities.secret import Secret as Secret
    from infracheck.model.entities.secret_keys import Form as Form
    from infracheck.model.entities.secret_keys import Renewal as Renewal
    from infracheck.model.entities.secret_keys import RotationPolicy as RotationPolicy
    from infracheck.model.entities.secret_keys import SecretKey as SecretKey
    from infracheck.model.entities.secret_keys import Storage as Storage
    from infracheck.model.entities.secret_made import Certificate as Certificate
    from infracheck.model.entities.secret_made import CertificateKey as CertificateKey
    from infracheck.model.entities.secret_made import SealedSecret as SealedSecret
    from infracheck.model.entities.secret_store import ClusterExternalSecret as ClusterExternalSecret
    from infracheck.model.entities.secret_store import ExternalSecret as ExternalSecret
    from infracheck.model.entities.secret_store import FetchedSecret as FetchedSecret
    from infracheck.model.entities.secret_store import SecretProviderClass as SecretProviderClass
    from infracheck.model.entities.secret_store import VaultDynamicSecret as VaultDynamicSecret
    from infracheck.model.entities.secret_store import VaultStaticSecret as VaultStaticSecret
    from infracheck.model.entities.security import AnySecurityContext as AnySecurityContext
    from infracheck.model.entities.security import Capabilities as Capabilities
    from infracheck.model.entities.security import PodSecurityContext as PodSecurityContext
    from infracheck.model.entities.security import Profile as Profile
    from infracheck.model.entities.security import SecurityContext as SecurityContext
    from infracheck.model.entities.security import SELinux as SELinux
    from infracheck.model.entities.security import Sysctl as Sysctl
    from infracheck.model.entities.security import Windows as Windows
    from infracheck.model.entities.setting import Setting as Setting
    from infracheck.model.entities.storage import Claim as Claim
    from infracheck.model.entities.storage import ClaimTemplate as ClaimTemplate
    from infracheck.model.entities.storage import HostPath as HostPath
    from infracheck.model.entities.storage import PersistentVolume as PersistentVolume
    from infracheck.model.entities.storage import PersistentVolumeClaim as PersistentVolumeClaim
    from infracheck.model.entities.storage import StorageClass as StorageClass
    from infracheck.model.entities.variable import Variable as Variable
    from infracheck.model.entities.workload import Pod as Pod
    from infracheck.model.entities.workload import ServiceAccountToken as ServiceAccountToken
    from infracheck.model.entities.workload import Volume as Volume
    from infracheck.model.entities.workload import Workload as Workload
    from infracheck.model.facts.access.powers import Power as Power
    from infracheck.model.facts.access.readers import Reader as Reader
    from infracheck.model.facts.access.roles import Grant as Grant
    from infracheck.model.facts.access.roles import Right as Right
    from infracheck.model.facts.backups.backup import Backup as Backup
    from infracheck.model.facts.dependencies.endpoint import Endpoint as Endpoint
    from infracheck.model.facts.environment.configuration import Configuration as Configuration
    from infracheck.model.facts.environment.configuration import Recognised as Recognised
    from infracheck.model.facts.references.mounted import MountedFile as MountedFile
    from infracheck.model.facts.references.use import Missing as Missing
    from infracheck.model.facts.references.use import ObjectUse as ObjectUse
    from infracheck.model.facts.runtime.configured_program import ConfiguredProgram as ConfiguredProgram
    from infracheck.model.facts.runtime.control_plane import ApiServer as ApiServer
    from infracheck.model.facts.runtime.control_plane import ControllerManager as ControllerManager
    from infracheck.model.facts.runtime.control_plane import Etcd as Etcd
    from infracheck.model.facts.runtime.control_plane import Scheduler as Scheduler
    from infracheck.model.facts.runtime.data_folder import LostData as LostData
    from infracheck.model.facts.runtime.node_programs import Kubelet as Kubelet
    from infracheck.model.facts.runtime.node_programs import KubeProxy as KubeProxy
    from infracheck.model.facts.runtime.programs import Flag as Flag
    from infracheck.model.facts.runtime.programs import Program as Program
    from infracheck.model.facts.secrets.use import Use as Use
    from infracheck.model.facts.secrets.use import Way as Way
    from infracheck.model.image.dockerfile import CopyInstruction as CopyInstruction
    from infracheck.model.image.dockerfile import Dockerfile as Dockerfile
    from infracheck.model.image.dockerfile import ExposeInstruction as ExposeInstruction
    from infracheck.model.image.dockerfile import Instruction as Instruction
    from infracheck.model.image.dockerfile import PairInstruction as PairInstruction
    from infracheck.model.image.dockerfile import RunCommand as RunCommand
    from infracheck.model.image.dockerfile import RunInstruction as RunInstruction
    from infracheck.model.image.dockerfile import Stage as Stage
    from infracheck.model.image.dockerfile import WorkdirInstruction as WorkdirInstruction
    from infracheck.pipeline import scan as scan
    from infracheck.record import Record as Record
    from infracheck.report.report import Report as Report
    from infracheck.source.text.fault import Fault as Fault
    from infracheck.source.text.span import Span as Span
else:
    # a visible module __getattr__ would let a type checker accept any name
    _HOMES = {
        "engine.declarations.declare": ("policy",),
        "engine.finding": ("Finding",),
        "engine.rules.rule": ("Severity",),
        "knowledge.kubernetes.api_versions": ("ApiLifecycle",),
        "errors": (
            "ConfigError", "InfracheckError", "OutputError", "PolicyError", "UnknownPolicyError", "UsageError",
        ),
        "model.facts.access.readers": ("Reader",),
        "model.facts.access.powers": ("Power",),
        "model.facts.access.roles": ("Grant", "Right"),
        "model.entities.amounts": ("Amounts", "Resources"),
        "model.facts.backups.backup": ("Backup",),
        "model.entities.cluster.admission_webhooks": ("AdmissionWebhooks", "Webhook", "WebhookRule"),
        "model.entities.cluster.audit_policy": ("AuditPolicy", "AuditRule", "AuditedResources"),
        "model.entities.cluster.encryption": ("EncryptedResources", "EncryptionConfiguration", "EncryptionProvider"),
        "model.entities.cluster.pod_admission": (
            "AllowedHostPath", "IdRange", "IdStrategy", "PodSecurityPolicy", "SecurityContextConstraints",
        ),
        "model.entities.config_map": ("ConfigMap",),
        "model.entities.container": (
            "Container", "EnvFrom", "EnvVar", "Exec", "Handler", "HttpGet", "Lifecycle", "Port", "Probe",
            "TcpSocket", "VolumeMount",
        ),
        "model.facts.runtime.configured_program": ("ConfiguredProgram",),
        "model.facts.runtime.control_plane": ("ApiServer", "ControllerManager", "Etcd", "Scheduler"),
        "model.facts.runtime.data_folder": ("LostData",),
        "model.facts.runtime.node_programs": ("KubeProxy", "Kubelet"),
        "model.facts.runtime.programs": ("Flag", "Program"),
        "model.entities.dependency": ("CredentialSource", "Dependency", "Location"),
        "model.facts.dependencies.endpoint": ("Endpoint",),
        "model.entities.operated_database": ("OperatedDatabase",),
        "knowledge.words.credential_arguments": (
            "assigns_credential", "credential_in_argument", "credential_in_command", "credential_in_script",
            "credentials_in_words",
        ),
        "knowledge.words.credential_files": (
            "is_credential_file", "is_login_file", "is_public_file", "may_be_without_credential",
            "names_credential_file",
        ),
        "knowledge.words.credential_forms": ("IN_PAGES", "credential_form", "credential_in_text", "is_random"),
        "knowledge.words.credential_hints": ("credential_hints",),
        "knowledge.words.credential_logins": ("credential_in_login", "token_in_login"),
        "knowledge.words.credential_names": (
            "NameSays", "is_for_browsers", "is_half_of_credential", "name_says", "names_password",
        ),
        "knowledge.words.credential_values": ("Held", "held_by", "is_sentence", "looks_drawn"),
        "knowledge.words.rotation": ("ROTATION_WORDS",),
        "knowledge.words.switches": ("ENV_FALSE", "ENV_TRUE", "is_constant"),
        "model.base.duration": ("Duration",),
        "model.base.fact": ("Fact", "Known", "Note", "Unknown"),
        "model.entities.governance": (
            "AnyAutoscaler", "HorizontalPodAutoscaler", "LimitRange", "Namespace", "PodDisruptionBudget",
            "ResourceQuota", "ScaledObject",
        ),
        "model.image.dockerfile": (
            "CopyInstruction", "Dockerfile", "ExposeInstruction", "Instruction", "PairInstruction", "RunCommand",
            "RunInstruction", "Stage", "WorkdirInstruction",
        ),
        "model.entities.kubernetes": ("KubernetesObject", "Metadata"),
        "model.entities.storage": (
            "Claim", "ClaimTemplate", "HostPath", "PersistentVolume", "PersistentVolumeClaim", "StorageClass",
        ),
        "model.entities.workload": ("Pod", "ServiceAccountToken", "Volume", "Workload"),
        "model.facts.references.mounted": ("MountedFile",),
        "model.entities.network": (
            "Ingress", "IngressBackend", "IngressRule", "NetworkPolicy", "PolicyPeer", "Route", "RouteBackend",
            "Service", "ServiceMonitor", "ServicePort",
        ),
        "model.facts.references.use": ("Missing", "ObjectUse"),
        "model.entities.rbac": (
            "AnyBinding", "AnyRole", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "RoleReference",
            "Rule", "ServiceAccount", "Subject",
        ),
        "model.entities.scheduling": (
            "AffinityTerm", "DnsOption", "Placement", "SpreadConstraint", "Toleration",
        ),
        "model.entities.secret": ("AnySecret", "Secret"),
        "model.entities.secret_keys": ("Form", "Renewal", "RotationPolicy", "SecretKey", "Storage"),
        "model.entities.secret_made": ("Certificate", "CertificateKey", "SealedSecret"),
        "model.entities.secret_store": (
            "ClusterExternalSecret", "ExternalSecret", "FetchedSecret", "SecretProviderClass", "VaultDynamicSecret",
            "VaultStaticSecret",
        ),
        "model.facts.secrets.use": ("Use", "Way"),
        "model.entities.security": (
            "AnySecurityContext", "Capabilities", "PodSecurityContext", "Profile", "SELinux", "SecurityContext",
            "Sysctl", "Windows",
        ),
        "model.base.selector": ("Selector",),
        "model.facts.environment.configuration": ("Configuration", "Recognised"),
        "model.entities.setting": ("Setting",),
        "knowledge.products.records.tls_rating": ("TlsRating",),
        "model.base.values": ("ImageReference", "KubernetesVersion", "Quantity", "User"),
        "model.entities.variable": ("Variable",),
        "model.base.view": ("View",),
        "model.base.violation": ("Resource", "Violation"),
        "pipeline": ("scan",),
        "record": ("Record",),
        "report.report": ("Report",),
        "source.text.fault": ("Fault",),
        "source.text.span": ("Span",),
    }  # fmt: skip
    _HOME = {name: module for module, names in _HOMES.items() for name in names}

    def __getattr__(name: str) -> object:
        home = _HOME.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(_importlib.import_module(f"infracheck.{home}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted((*globals(), *_HOME))
