"""What is told of Secrets without their values."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck import AnySecret, Form, Known, Renewal, Secret, Storage, Unknown, Way
from infracheck.model.graph.model import Model

HEAD = "metadata: {name: db, namespace: shop}\n"
PLAIN = f"apiVersion: v1\nkind: Secret\n{HEAD}stringData: {{password: hunter2}}\n"
SOPS = PLAIN.replace("hunter2", "'ENC[AES256_GCM,data:x]'") + "sops: {version: 3.9.0}\n"
SEALED = f"apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n{HEAD}spec: {{encryptedData: {{password: AgBy}}}}\n"
EXTERNAL = f"apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n{HEAD}spec: {{refreshInterval: 15m}}\n"
ONCE = EXTERNAL.replace("15m", "'0'")
CERTIFICATE = f"apiVersion: cert-manager.io/v1\nkind: Certificate\n{HEAD}spec: {{secretName: db, duration: 24h}}\n"
VAULT = f"apiVersion: secrets.hashicorp.com/v1beta1\nkind: VaultDynamicSecret\n{HEAD}spec: {{mount: db}}\n"
CSI = (
    f"apiVersion: secrets-store.csi.x-k8s.io/v1\nkind: SecretProviderClass\n{HEAD}"
    "spec: {provider: vault, secretObjects: [{secretName: copy}]}\n"
)
TOKEN = f"apiVersion: v1\nkind: Secret\n{HEAD}type: kubernetes.io/service-account-token\n"


def model_of(*documents: str) -> Model:
    return model_in("---\n".join(documents), "a.yaml")


def secret_of(*documents: str) -> AnySecret:
    return model_of(*documents).all(AnySecret)[0]


def workload(spec: str, *, kind: str = "Deployment", annotations: str = "") -> str:
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web, namespace: shop, annotations: {{{annotations}}}}}\n"
        f"spec: {{template: {{spec: {spec}}}}}\n"
    )


@pytest.mark.parametrize(
    ("text", "storage"),
    [
        (PLAIN, Storage.PLAIN),
        (SOPS, Storage.SOPS),
        (SEALED, Storage.SEALED),
        (EXTERNAL, Storage.EXTERNAL),
        (CERTIFICATE, Storage.GENERATED),
        (VAULT, Storage.VAULT),
        (CSI, Storage.CSI),
        (TOKEN, Storage.GENERATED),
    ],
)
def test_storage(text: str, storage: Storage) -> None:
    assert secret_of(text).storage is storage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PLAIN, [("password", Form.TEXT, 4)]),
        (PLAIN.replace("stringData", "data"), [("password", Form.BASE64, 4)]),
        (SOPS, [("password", Form.ENCRYPTED, 4)]),
        (SEALED, [("password", Form.ENCRYPTED, 4)]),
        (CERTIFICATE, [("tls.crt", Form.ELSEWHERE, 3), ("tls.key", Form.ELSEWHERE, 3)]),
    ],
)
def test_encrypted_data(text: str, expected: list[tuple[str, Form, int]]) -> None:
    assert [(key.name, key.form, key.span.line) for key in secret_of(text).encrypted_data] == expected


@pytest.mark.parametrize(
    ("text", "renewal", "said"),
    [
        (PLAIN, Renewal.NONE, "none"),
        (SEALED, Renewal.NONE, "none"),
        (TOKEN, Renewal.NONE, "none"),
        (ONCE, Renewal.NONE, "none"),
        (EXTERNAL, Renewal.REFRESHED, "refreshed every 15m"),
        (CERTIFICATE, Renewal.RENEWED, "renewed every 24h"),
        (VAULT, Renewal.RENEWED, "renewed"),
        (PLAIN.replace("shop}", "shop, annotations: {rotate-every: 30d}}"), Renewal.DECLARED, "declared"),
    ],
)
def test_rotation_policy(text: str, renewal: Renewal, said: str) -> None:
    match secret_of(text).rotation_policy:
        case Known(policy, because):
            assert (policy.renewal, str(policy), bool(because)) == (renewal, said, True)
        case Unknown() as unknown:
            pytest.fail(unknown.why)


@pytest.mark.parametrize("text", [SOPS, CSI, PLAIN.replace("hunter2", "'${PASSWORD}'")])
def test_rotation_that_the_files_do_not_tell(text: str) -> None:
    assert isinstance(secret_of(text).rotation_policy, Unknown)


def test_a_secret_is_rotated_by_what_makes_it() -> None:
    found = model_of(PLAIN, EXTERNAL).all(Secret)[0].rotation_policy

    assert isinstance(found, Known)
    assert found.value.renewal is Renewal.REFRESHED


WEB = "Deployment web, container c"
MOUNT = "{volumes: [{name: v, secret: {secretName: db}}], containers: [{name: c, volumeMounts: [{name: v, %s}]}]}"


@pytest.mark.parametrize(
    ("spec", "how", "who", "key"),
    [
        (
            "{containers: [{name: c, env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: password}}}]}]}",
            Way.ENV,
            WEB,
            "password",
        ),
        ("{containers: [{name: c, envFrom: [{secretRef: {name: db}}]}]}", Way.ENV_FROM, WEB, None),
        (MOUNT % "mountPath: /db", Way.VOLUME, WEB, None),
        (MOUNT % "subPath: password", Way.SUB_PATH, WEB, None),
        (
            "{volumes: [{name: v, projected: {sources: [{secret: {name: db}}]}}], containers: [{name: c}]}",
            Way.PROJECTED,
            "Deployment web",
            None,
        ),
        ("{volumes: [{name: v, iscsi: {secretRef: {name: db}}}]}", Way.VOLUME, "Deployment web", None),
        ("{imagePullSecrets: [{name: db}]}", Way.IMAGE_PULL, "Deployment web", None),
    ],
)
def test_use(spec: str, how: Way, who: str, key: str | None) -> None:
    (use,) = secret_of(PLAIN, workload(spec)).uses

    assert (use.how, use.who, use.key) == (how, who, key)


def test_another_secret_is_not_used() -> None:
    assert secret_of(PLAIN, workload("{containers: [{name: c, envFrom: [{secretRef: {name: other}}]}]}")).uses == ()


def test_an_ingress_and_an_account_use_secrets() -> None:
    ingress = f"apiVersion: networking.k8s.io/v1\nkind: Ingress\n{HEAD}spec: {{tls: [{{secretName: db}}]}}\n"
    account = f"apiVersion: v1\nkind: ServiceAccount\n{HEAD}imagePullSecrets: [{{name: db}}]\nsecrets: [{{name: db}}]\n"
    uses = secret_of(PLAIN, ingress, account).uses

    assert [use.how for use in uses] == [Way.INGRESS_TLS, Way.IMAGE_PULL, Way.ACCOUNT]


def test_a_provider_is_used_by_its_volume_and_by_its_copies() -> None:
    volume = "{volumes: [{name: v, csi: {volumeAttributes: {secretProviderClass: db}}}], containers: [{name: c}]}"
    copied = "{containers: [{name: c, envFrom: [{secretRef: {name: copy}}]}]}"
    uses = secret_of(CSI, workload(volume), workload(copied)).uses

    assert [use.how for use in uses] == [Way.ENV_FROM, Way.CSI]


ENV_FROM = "{containers: [{name: c, envFrom: [{secretRef: {name: db}}]}]}"
VOLUME = "{volumes: [{name: v, secret: {secretName: db}}], containers: [{name: c, volumeMounts: [{name: v}]}]}"


@pytest.mark.parametrize(
    ("consumer", "expected"),
    [
        (workload(ENV_FROM), False),
        (workload(VOLUME), True),
        (workload(ENV_FROM, annotations='reloader.stakater.com/auto: "true"'), True),
        (workload(ENV_FROM, annotations="secret.reloader.stakater.com/reload: 'cache, db'"), True),
        (workload(ENV_FROM, annotations="secret.reloader.stakater.com/reload: cache"), False),
    ],
)
def test_whether_a_new_value_arrives(consumer: str, expected: bool) -> None:
    fact = secret_of(EXTERNAL, consumer).is_reloaded

    assert isinstance(fact, Known)
    assert fact.value is expected
    assert bool(fact.because) is not expected


def test_without_users_nobody_knows() -> None:
    assert isinstance(secret_of(EXTERNAL).is_reloaded, Unknown)


def test_no_value_is_ever_shown() -> None:
    secret = secret_of(PLAIN, workload(ENV_FROM))
    shown = repr(
        (secret, secret.encrypted_data, secret.rotation_policy, secret.uses, secret.readers, secret.is_reloaded)
    )

    assert "hunter2" not in shown


def secret_with(data: str, more: str = "") -> Secret:
    found = secret_of(f"apiVersion: v1\nkind: Secret\nmetadata: {{name: db}}\nstringData: {data}\n{more}")
    assert isinstance(found, Secret)
    return found


@pytest.mark.parametrize(
    "data",
    [
        r'{nothing.conf: "log_level: info\nport: 80\n"}',
        r'{app.properties: "# all of it\nshop.name=shop\nshop.cache.size=20\n"}',
        r'{app.yaml: "server: {port: 80, tokenTtl: 15m}\nurl: postgres://db.shop.svc/shop\n"}',
        """{config.json: '{"logLevel": "info", "password": "${PW}"}'}""",
        "{metrics: ENABLED=false}",
        '{password: "<path:secret/data/x#key>"}',
    ],
)
def test_a_file_of_settings_is_no_credential(data: str) -> None:
    assert secret_with(data).credential_keys == ()


@pytest.mark.parametrize(
    "data",
    [
        r'{x: "log_level: info\npassword: hunter2\n"}',
        r'{x: "url: postgres://u:hunter2@db/x\nport: 80\n"}',
        r'{x: "me:hunter2\nyou:hunter3\n"}',
        r'{x: "mysql -u root -phunter2\nexit\n"}',
        r'{x: "requirepass hunter2\nport 80\n"}',
        r'{x: "a: b\nhook: https://hooks.example.com/5e884898da28047151d0e56f8dc62927\n"}',
        r'{users.yaml: "users:\n  me: hunter2\n"}',
        r'{x: "run: |\n  curl -u me:hunter2 db\n"}',
        "{x: aHVudGVyMg==}",
        "{x: Server=db;Uid=me;Pwd=hunter2}",
    ],
)
def test_a_file_that_may_let_one_in_is_one(data: str) -> None:
    assert len(secret_with(data).credential_keys) == 1


def test_the_worst_key_comes_first() -> None:
    assert secret_with("{url: https://db.example.com, text: hunter2, password: hunter2}").credential_keys == (
        "password", "text", "url",
    )  # fmt: skip


def test_what_sops_has_not_encrypted_is_in_the_clear() -> None:
    data = '{password: hunter2, token: "ENC[AES256_GCM,data:x,type:str]", note: hi, key_unencrypted: hunter2}'
    secret = secret_with(data, "sops: {version: 3.9.0}")

    assert secret.credential_keys == ("password",)
    assert [str(each.form) for each in secret.encrypted_data] == ["text", "encrypted", "text", "text"]
