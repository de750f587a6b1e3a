"""The words by which policies of the network tell what they judge, each beside one that means something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import Pairs, reported_alone
from .manifests import binding, pod, resource

NGINX = "nginx.ingress.kubernetes.io/"
CORE = (
    "ConfigMap Endpoints LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret "
    "Service ServiceAccount"
)


def ingress(annotations: str = "", spec: str = "") -> str:
    return resource(
        "Ingress",
        spec or "rules: [{host: a.example.com}]",
        "networking.k8s.io/v1",
        f"name: shop, namespace: shop, annotations: {{{annotations}}}",
    )


def noted(*names: str) -> dict[str, str]:
    """An Ingress for each annotation, written as in YAML's flow style."""
    return {name: ingress(name) for name in names}


def image(name: str) -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec: {{containers: [{{name: web, image: '{name}'}}]}}\n"
    )


def images(*names: str) -> dict[str, str]:
    return {name: image(name) for name in names}


def opened(name: str) -> str:
    """A pod that runs an image, behind a Service that opens it."""
    service = resource("Service", "type: NodePort, selector: {app: web}, ports: [{port: 80}]")
    return f"{image(name).replace('{name: web}', '{name: web, namespace: shop, labels: {app: web}}', 1)}---\n{service}"


def placed(kind: str, version: str, namespace: str, name: str = "shop", labels: str = "{}") -> str:
    where = f", namespace: {namespace}" if namespace else ""
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}, labels: {labels}{where}}}\n"


def granting(*rule: str) -> str:
    """A ClusterRole of one rule for every authenticated user."""
    groups, resources, verbs = rule
    role = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: given}\n"
        f"rules: [{{apiGroups: ['{groups}'], resources: ['{resources}'], verbs: ['{verbs}']}}]\n"
    )
    return f"{role}---\n{binding('given', '[{kind: Group, name: system:authenticated}]')}"


def rules(*given: tuple[str, str, str]) -> dict[str, str]:
    return {" ".join(each): granting(*each) for each in given}


def services(policy_field: str, *values: str) -> dict[str, str]:
    return {
        value: resource("Service", f"selector: {{app: web}}, ports: [{{{policy_field}: {value}}}]") for value in values
    }


PAIRS = [
    Pairs(
        "ingress-tls",
        noted('example.com/tls: "true"', 'traefik.ingress.kubernetes.io/router.tls: "false"'),
        noted(
            "alb.ingress.kubernetes.io/certificate-arn: arn",
            "ingress.gcp.kubernetes.io/pre-shared-cert: shop",
            "networking.gke.io/managed-certificates: shop",
            'traefik.ingress.kubernetes.io/router.tls: "True"',
        ),
    ),
    Pairs(
        "ingress-plain-http",
        noted(
            'kubernetes.io/ingress.allow-http: "true"',
            f'{NGINX}force-ssl-redirect: "false"',
            f'{NGINX}ssl-redirect: "true"',
            'haproxy.org/ssl-redirect: "false"',
        ),
        noted(
            'kubernetes.io/ingress.allow-http: "false"',
            f'{NGINX}force-ssl-redirect: "true"',
            'ingress.kubernetes.io/force-ssl-redirect: "true"',
            'alb.ingress.kubernetes.io/ssl-redirect: "443"',
            'haproxy.org/ssl-redirect: "true"',
            'haproxy-ingress.github.io/ssl-redirect: "true"',
        ),
    ),
    Pairs(
        "ingress-snippet",
        noted(
            f"{NGINX}configuration-snippet: a",
            f"{NGINX}server-snippet: a",
            f"{NGINX}auth-snippet: a",
            f"{NGINX}modsecurity-snippet: a",
            "nginx.org/server-snippets: a",
            "ingress.example.com/stream-snippet: a",
        ),
        noted(f"{NGINX}rewrite-target: snippet", "docs.example.com/snippet: a", "example.com/nginx.snippet: a"),
    ),
    Pairs(
        "ingress-injection",
        noted(
            *(
                f"{NGINX}{key}: '{value}'"
                for key in ("auth-url", "mirror-target", "mirror-host")
                for value in (
                    "http://a/;",
                    "http://a/#",
                    "http://a/{",
                    "http://a/}",
                    'http://a/"',
                    "http://a/ b",
                    "http://a/|",
                )
            ),
            f"{NGINX}auth-tls-match-cn: 'CN=a;'",
            f"{NGINX}auth-tls-match-cn: 'CN=a|b'",
            f"{NGINX}auth-tls-match-cn: 'CN=a#'",
        ),
        noted(
            f"{NGINX}auth-url: 'https://a.example.com:8443/v1/x?rd=$scheme://$host$request_uri&a=%20,b'",
            f"{NGINX}auth-url: 'http://[::1]/~a_b/c*(d)+e@f!g'",
            f"{NGINX}mirror-target: 'https://a/${{request_uri}}'",
            f"{NGINX}auth-tls-match-cn: 'CN=(a|b)'",
            f"{NGINX}auth-tls-match-cn: 'CN=[a-z]+\\.example\\.com'",
            f"{NGINX}auth-secret: 'a;b'",
            "example.com/auth-url: 'a;b'",
        ),
    ),
    Pairs(
        "ingress-client-certificate",
        noted(f'{NGINX}auth-tls-verify-client: "true"', f'{NGINX}auth-tls-verify-client: "optional-no-ca"'),
        noted(*(f'{NGINX}auth-tls-verify-client: "{each}"' for each in ("on", "off", "optional", "optional_no_ca"))),
    ),
    Pairs(
        "ingress-nginx-version",
        images(
            *(
                f"registry.k8s.io/ingress-nginx/controller:{tag}"
                for tag in ("v1.11.4", "v1.12.0", "v0.49.0", "1.0.0", "v1.9.6-chroot")
            ),
            "k8s.gcr.io/ingress-nginx/controller:v1.1.0",
            "nginx-controller:v1.0.0",
            "bitnami/nginx-ingress-controller:1.9.3-debian-11-r0",
        ),
        images(
            *(
                f"registry.k8s.io/ingress-nginx/controller:{tag}"
                for tag in ("v1.11.5", "v1.11.10", "v1.12.1", "v1.13.0", "v2.0.0", "main", "v1.11")
            ),
            "nginx/nginx-ingress:1.0.0",
            "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.0.0",
            "nginx:1.11.4",
        ),
    ),
    Pairs(
        "tiller",
        images(
            "tiller",
            "ghcr.io/helm/tiller:v2.17.0",
            "gcr.io/kubernetes-helm/tiller:v2.8.0",
            "a/tiller-image:1",
            "a/helm_tiller",
        ),
        images("tillerless:1", "a/distiller:2", "tiller.example.com/web:1", "web:tiller"),
    ),
    Pairs(
        "dashboard",
        images(
            "kubernetesui/dashboard:v2",
            "kubernetesui/metrics-scraper:v1",
            "docker.io/kubernetesui/dashboard-web:1",
            "k8s.gcr.io/kubernetes-dashboard-amd64:v1.10.1",
            "a/kubernetes-dashboard/web:1",
        ),
        images("a/dashboard:1", "a/kubernetes:1", "a/my-kubernetes-dashboard:1"),
    ),
    Pairs(
        "exposed-console",
        {
            name: opened(name)
            for name in (
                "apache/airflow:3",
                "argoproj/argocd:v3",
                "argoproj/argocli:v3",
                "kubeflow/centraldashboard:1",
                "kubernetesui/dashboard:v2",
                "headlamp-k8s/headlamp:1",
                "jenkins/jenkins:lts",
                "k8s.gcr.io/kubernetes-dashboard-amd64:1",
                "apache/nifi:2",
                "ollama/ollama:1",
                "portainer/portainer-ce:2",
                "portainer/portainer-ee:2",
                "prom/prometheus:v3",
                "rancher/rancher:v2",
                "weaveworks/scope:1",
                "vllm/vllm-openai:1",
            )
        },
        {
            name: opened(name)
            for name in ("a/dashboard:1", "dashboard:1", "a/scope:1", "a/web:1", "jenkins/inbound-agent:1")
        },
    ),
    Pairs(
        "system-namespace",
        {
            f"{kind} {namespace} {labels}": placed(kind, "v1", namespace, labels=labels)
            for kind, namespace, labels in (
                ("Secret", "kube-system", "{}"),
                ("ConfigMap", "kube-public", "{}"),
                ("Service", "kube-node-lease", "{}"),
                ("Pod", "kube-system", "{tier: control-plane, component: web}"),
                ("Pod", "kube-system", "{component: etcd}"),
            )
        },
        {
            **{
                component: placed("Pod", "v1", "kube-system", labels=f"{{tier: control-plane, component: {component}}}")
                for component in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
            },
            "elsewhere": placed("Secret", "v1", "kube-system-tools"),
            "of the cluster": placed("ClusterRole", "rbac.authorization.k8s.io/v1", "kube-system"),
        },
    ),
    Pairs(
        "default-namespace",
        {
            f"{version} {kind}": placed(kind, version, "")
            for version, kinds in {
                "v1": CORE,
                "apps/v1": "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
                "autoscaling/v2": "HorizontalPodAutoscaler",
                "batch/v1": "CronJob Job",
                "coordination.k8s.io/v1": "Lease",
                "discovery.k8s.io/v1": "EndpointSlice",
                "networking.k8s.io/v1": "Ingress NetworkPolicy",
                "extensions/v1beta1": "DaemonSet Deployment Ingress NetworkPolicy ReplicaSet",
                "policy/v1": "PodDisruptionBudget",
                "rbac.authorization.k8s.io/v1": "Role RoleBinding",
                "storage.k8s.io/v1": "CSIStorageCapacity",
            }.items()
            for kind in kinds.split()
        }
        | {"custom": placed("Fleet", "example.com/v1", "default")},
        {
            **{
                f"{kind} {name}": placed(kind, version, "default", name)
                for kind, version, name in (
                    ("ConfigMap", "v1", "kube-root-ca.crt"),
                    ("Endpoints", "v1", "kubernetes"),
                    ("Service", "v1", "kubernetes"),
                    ("EndpointSlice", "discovery.k8s.io/v1", "kubernetes"),
                    ("ServiceAccount", "v1", "default"),
                )
            },
            **{
                kind: placed(kind, version, "")
                for kind, version in (
                    ("Namespace", "v1"),
                    ("Node", "v1"),
                    ("ClusterRole", "rbac.authorization.k8s.io/v1"),
                    ("StorageClass", "storage.k8s.io/v1"),
                    ("Service", "serving.knative.dev/v1"),
                    ("Fleet", "example.com/v1"),
                )
            },
        },
    ),
    Pairs(
        "authenticated-takeover",
        rules(
            *(("", "pods", verb) for verb in ("create", "update", "patch", "*")),
            *(("", f"pods/{part}", verb) for part in ("exec", "attach", "portforward") for verb in ("create", "get")),
            *(("", "secrets", verb) for verb in ("get", "list", "watch")),
            ("", "replicationcontrollers", "create"),
            *(("apps", kind, "create") for kind in ("deployments", "daemonsets", "statefulsets", "replicasets")),
            ("batch", "jobs", "create"),
            ("batch", "cronjobs", "patch"),
            ("*", "*", "*"),
        ),
        rules(
            ("", "pods", "get"),
            ("", "secrets", "create"),
            ("apps", "deployments", "list"),
            ("apps", "pods", "create"),
            ("", "pods/log", "get"),
            ("", "configmaps", "*"),
        ),
    ),
    Pairs(
        "local-external-name",
        {
            name: resource("Service", f"type: ExternalName, externalName: {name}")
            for name in (
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a.localhost",
                "127.0.0.1",
                "127.1.2.3",
                "localhost.localdomain",
            )
        },
        {
            name: resource("Service", f"type: ExternalName, externalName: {name}")
            for name in ("localhost.example.com", "a127.0.0.1.example.com", "example.com")
        }
        | {"not by its type": resource("Service", "externalName: localhost, ports: [{port: 80}]")},
    ),
    Pairs(
        "service-ssh-port",
        services("port", "22", "2222")
        | {"target": resource("Service", "selector: {app: web}, ports: [{port: 80, targetPort: 22}]")},
        services("port", "222", "2022")
        | {"udp": resource("Service", "selector: {app: web}, ports: [{port: 22, protocol: UDP}]")},
    ),
    Pairs(
        "target-port-name",
        {
            value: resource("Service", f"ports: [{{port: 80, targetPort: {value}}}]")
            for value in ("HTTP", "a--b", "-a", "a-", "'123'", "a_b", "abcdefghijklmnop", "65536", "-1")
        },
        {
            value: resource("Service", f"ports: [{{port: 80, targetPort: {value}}}]")
            for value in ("http", "a-b", "8a", "abcdefghijklmno", "65535", "1", "0")
        },
    ),
]


@pytest.mark.parametrize("case", PAIRS, ids=[case.policy for case in PAIRS])
def test_a_policy_tells_what_it_judges_from_what_is_like_it(case: Pairs, tmp_path: Path) -> None:
    assert reported_alone(case, tmp_path) == list(case.reported)


def test_a_workload_that_mounts_nothing_asks_for_no_token(tmp_path: Path) -> None:
    mount = "volumeMounts: [{name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]"
    case = Pairs(
        "requested-token",
        {"asked": pod("automountServiceAccountToken: true"), "mounted": pod(container=mount)},
        {"refused": pod("automountServiceAccountToken: false", mount), "silent": pod()},
    )

    assert reported_alone(case, tmp_path) == list(case.reported)
