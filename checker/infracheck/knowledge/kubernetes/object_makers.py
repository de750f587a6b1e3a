"""What operators call the Secrets and ConfigMaps that they make for a custom resource."""

from __future__ import annotations

from infracheck.record import Record


class Made(Record):
    """The names of what is made for a resource: `{name}` is that of the resource, `{spec.store}` a field of it."""

    secrets: tuple[str, ...] = ("{name}",)
    config_maps: tuple[str, ...] = ()


_OF_ITS_NAME = Made()

MADE: dict[tuple[str, str], Made] = {
    ("ceph.rook.io", "CephClient"): Made(("rook-ceph-client-{name}",)),
    ("ceph.rook.io", "CephObjectStoreUser"): Made(("rook-ceph-object-user-{spec.store}-{name}",)),
    ("cassandra.datastax.com", "CassandraDatacenter"): Made(("{spec.clusterName}-superuser",)),
    ("keycloak.org", "Keycloak"): Made(("credential-{name}",)),
    ("keycloak.org", "KeycloakClient"): Made(("keycloak-client-secret-{name}",)),
    ("koudingspawn.de", "Vault"): _OF_ITS_NAME,
    ("kubernetes-client.io", "ExternalSecret"): _OF_ITS_NAME,
    ("moco.cybozu.com", "MySQLCluster"): Made(("moco-{name}",)),
    ("mumoshu.github.io", "AWSSecret"): _OF_ITS_NAME,
    ("objectbucket.io", "ObjectBucketClaim"): Made(("{name}",), ("{name}",)),
    ("onepassword.com", "OnePasswordItem"): _OF_ITS_NAME,
    ("psmdb.percona.com", "PerconaServerMongoDB"): Made(("internal-{name}-users",)),
    ("pxc.percona.com", "PerconaXtraDBCluster"): Made(("internal-{name}",)),
    ("ricoberger.de", "VaultSecret"): _OF_ITS_NAME,
    ("secretgen.carvel.dev", "SecretImport"): _OF_ITS_NAME,
    ("secretgen.carvel.dev", "SecretTemplate"): _OF_ITS_NAME,
    ("secretgen.k14s.io", "Certificate"): _OF_ITS_NAME,
    ("secretgen.k14s.io", "Password"): _OF_ITS_NAME,
    ("secretgen.k14s.io", "RSAKey"): _OF_ITS_NAME,
    ("secretgen.k14s.io", "SSHKey"): _OF_ITS_NAME,
    ("secretgenerator.mittwald.de", "BasicAuth"): _OF_ITS_NAME,
    ("secretgenerator.mittwald.de", "SSHKeyPair"): _OF_ITS_NAME,
    ("secretgenerator.mittwald.de", "StringSecret"): _OF_ITS_NAME,
    ("services.cloud.sap.com", "ServiceBinding"): _OF_ITS_NAME,
    ("servicecatalog.k8s.io", "ServiceBinding"): _OF_ITS_NAME,
    ("stackgres.io", "SGCluster"): _OF_ITS_NAME,
    ("zalando.org", "PlatformCredentialsSet"): _OF_ITS_NAME,
}
"""By group and kind; what only has a dash and a word behind the name needs no row: `shop-app` of a Cluster `shop`."""

GIVEN = frozenset(
    (
        # by the cluster, OpenShift and service meshes, in every namespace
        "extension-apiserver-authentication", "istio-ca-root-cert", "kube-root-ca.crt", "linkerd-identity-trust-roots",
        "openshift-service-ca.crt",
        # by Rook, under these names for every cluster
        "rook-ceph-admin-keyring", "rook-ceph-config", "rook-ceph-crash-collector-keyring", "rook-ceph-csi-config",
        "rook-ceph-csi-mapping-config", "rook-ceph-dashboard-password", "rook-ceph-mon", "rook-ceph-mon-endpoints",
        "rook-config-override", "rook-csi-cephfs-node", "rook-csi-cephfs-provisioner", "rook-csi-rbd-node",
        "rook-csi-rbd-provisioner",
        # by a program as it starts
        "argocd-initial-admin-secret", "cert-manager-webhook-ca",
    )
)  # fmt: skip
"""The Secrets and ConfigMaps that are made under one name, whatever they are made for."""

MADE_BY_GROUP: dict[str, Made] = {"aiven.io": _OF_ITS_NAME}
"""By group, whatever the kind."""

KAFKA_USER = ("kafka.strimzi.io", "KafkaUser")
KAFKA_LOGINS = ("tls", "scram-sha-512")
"""The types of authentication for which the User Operator makes a Secret; `tls-external` is none of them."""

ZALANDO_CLUSTER = ("acid.zalan.do", "postgresql")
ZALANDO_SUFFIX = ".credentials.postgresql.acid.zalan.do"
ZALANDO_USERS = ("postgres", "standby", "pooler")
"""The users that every cluster has."""

COPIED = (
    "reflector.v1.k8s.emberstack.com/", "replicator.v1.mittwald.de/", "kubed.appscode.com/sync",
    "config.k8s.appscode.com/sync",
)  # fmt: skip
"""The annotations by which an object is copied into other namespaces."""
