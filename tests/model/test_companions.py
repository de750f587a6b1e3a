"""What an object names and selects in the same manifests, and what may stand elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.governance import Namespace
from infracheck.model.entities.network import Ingress, NetworkPolicy, Route, Service, ServiceMonitor
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.graph.build import build
from infracheck.model.graph.model import Declared, Model
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, tier: front}}
spec: {serviceAccountName: web, containers: [{name: web, image: "web:7"}]}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
"""
OTHER = SERVICE.replace("web", "other").replace("shop", "data")


def model_of(*objects: str, exists: tuple[Declared, ...] = (), charts: tuple[str, ...] = ()) -> Model:
    files = {f"k8s/{number}.yaml": text for number, text in enumerate(objects)}
    items = (each for path, text in files.items() for each in read_documents(Source(path, text)))
    model = build(items, NEWEST_KUBERNETES, exists).model
    model.charts.update(charts)
    return model


def ingress(backend: str, version: str = "networking.k8s.io/v1") -> str:
    return (
        f"apiVersion: {version}\nkind: Ingress\nmetadata: {{name: web, namespace: shop}}\n"
        f"spec: {{rules: [{{host: a.example.com, http: {{paths: [{{backend: {backend}}}]}}}}]}}\n"
    )


def network_policy(spec: str) -> str:
    return (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        f"metadata: {{name: web, namespace: shop}}\nspec: {spec}\n"
    )


def custom(group: str, kind: str, name: str, spec: str = "{}") -> str:
    return f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n"


def value(fact: Fact[Any]) -> Any:
    return fact.value if isinstance(fact, Known) else "?"


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("{}", True),
        ("{matchLabels: {}}", True),
        ("{matchLabels: {app: web}}", True),
        ("{matchLabels: {app: web, tier: back}}", False),
        ("{matchLabels: {app: wbe}}", False),
        ("{matchLabels: {app: <name>}}", "?"),
        ("{matchLabels: {app: $APP}}", "?"),
        ("{matchLabels: {cnpg.io/cluster: db}}", "?"),
        ("{matchLabels: {app.kubernetes.io/name: web}}", False),
        ("{matchExpressions: [{key: app, operator: Exists}]}", True),
        ("{matchExpressions: [{key: job, operator: Exists}]}", False),
        ("{matchExpressions: [{key: app, operator: In, values: [api, web]}]}", True),
        ("{matchExpressions: [{key: app, operator: In, values: [api]}]}", False),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", False),
        ("{matchExpressions: [{key: job, operator: DoesNotExist}]}", True),
        ("{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [back]}]}", False),
    ],
)
def test_a_network_policy_selects_pods_of_the_scan(selector: str, expected: object) -> None:
    (policy,) = model_of(POD, network_policy(f"{{podSelector: {selector}}}")).all(NetworkPolicy)

    assert value(policy.pods_exist) == expected


@pytest.mark.parametrize(
    ("exists", "expected"),
    [
        ((), False),
        ((Declared("Deployment", "*", "shop"),), "?"),
        ((Declared("Deployment", "*"),), "?"),
        ((Declared("Deployment", "*", "data"),), False),
        ((Declared("Secret", "*", "shop"),), False),
    ],
)
def test_declared_workloads_may_be_selected(exists: tuple[Declared, ...], expected: object) -> None:
    (policy,) = model_of(POD, network_policy("{podSelector: {matchLabels: {app: db}}}"), exists=exists).all(
        NetworkPolicy
    )

    assert value(policy.pods_exist) == expected


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{template: {metadata: {labels: {app: db}}}}", "?"),
        ("{podMetadata: {labels: {app: db}}}", "?"),
        ("{podMetadata: {labels: {app: other}}}", False),
        ("{metadata: {labels: {app: db}}}", False),
    ],
)
def test_a_custom_resource_may_make_the_pods(spec: str, expected: object) -> None:
    policy = network_policy("{podSelector: {matchLabels: {app: db}}}")
    (found,) = model_of(POD, policy, custom("example.com", "Database", "db", spec)).all(NetworkPolicy)

    assert value(found.pods_exist) == expected


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("{podSelector: {matchLabels: {app: web}}}", True),
        ("{podSelector: {}}", True),
        ("{podSelector: {matchLabels: {app: db}}}", False),
        ("{podSelector: {matchLabels: {app: db}}, namespaceSelector: {}}", "?"),
        ("{namespaceSelector: {}}", "?"),
        ("{ipBlock: {cidr: 10.0.0.0/8}}", "?"),
    ],
)
def test_a_peer_names_pods_of_its_namespace(peer: str, expected: object) -> None:
    (policy,) = model_of(POD, network_policy(f"{{podSelector: {{}}, ingress: [{{from: [{peer}]}}]}}")).all(
        NetworkPolicy
    )

    assert [value(each.pods_exist) for each in policy.peers] == [expected]


@pytest.mark.parametrize(
    ("backend", "version", "expected", "has_port"),
    [
        ("{service: {name: web, port: {number: 80}}}", "networking.k8s.io/v1", "web", True),
        ("{service: {name: web, port: {name: http}}}", "networking.k8s.io/v1", "web", True),
        ("{service: {name: web, port: {number: 8080}}}", "networking.k8s.io/v1", "web", False),
        ("{serviceName: web, servicePort: http}", "extensions/v1beta1", "web", True),
        ("{serviceName: web, servicePort: 81}", "extensions/v1beta1", "web", False),
        ("{service: {name: api, port: {number: 80}}}", "networking.k8s.io/v1", None, None),
        ("{service: {name: api, port: {name: use-annotation}}}", "networking.k8s.io/v1", "?", None),
        ("{service: {name: __NAME__, port: {number: 80}}}", "networking.k8s.io/v1", None, None),
        ("{service: {name: '{{ name }}', port: {number: 80}}}", "networking.k8s.io/v1", "?", None),
        ("{service: {name: logs-kb-http, port: {number: 80}}}", "networking.k8s.io/v1", "?", None),
        ("{service: {name: logs, port: {number: 80}}}", "networking.k8s.io/v1", "?", None),
        ("{resource: {kind: Bucket, name: web}}", "networking.k8s.io/v1", "?", None),
    ],
)
def test_an_ingress_leads_to_a_service(backend: str, version: str, expected: object, has_port: bool | None) -> None:
    model = model_of(SERVICE, custom("kibana.k8s.elastic.co", "Kibana", "logs"), ingress(backend, version))
    (found,) = model.all(Ingress)[0].backends
    service = value(found.target)

    assert getattr(service, "name", service) == expected
    assert (service.has_port(found.port) if isinstance(service, Service) else None) == has_port


@pytest.mark.parametrize(
    ("exists", "charts", "expected"),
    [
        ((), (), None),
        ((Declared("Service", "ap*", "shop"),), (), "?"),
        ((Declared("Service", "api"),), (), "?"),
        ((Declared("Service", "api", "data"),), (), None),
        ((Declared("Deployment", "api", "shop"),), (), None),
        ((), ("k8s",), "?"),
    ],
)
def test_a_service_may_stand_elsewhere(exists: tuple[Declared, ...], charts: tuple[str, ...], expected: object) -> None:
    text = ingress("{service: {name: api, port: {number: 80}}}")
    (found,) = model_of(SERVICE, text, exists=exists, charts=charts).all(Ingress)[0].backends

    assert value(found.target) == expected


@pytest.mark.parametrize("other", ["", OTHER, POD])
def test_of_a_kind_and_a_namespace_that_the_scan_does_not_see_nothing_is_missing(other: str) -> None:
    backend = ingress("{service: {name: api, port: {number: 80}}}")
    route = custom("gateway.networking.k8s.io", "HTTPRoute", "web", "{rules: [{backendRefs: [{name: api}]}]}")
    monitor = custom("monitoring.coreos.com", "ServiceMonitor", "web", "{selector: {matchLabels: {app: api}}}")
    model = model_of(backend, route, monitor, other)

    assert value(model.all(Ingress)[0].backends[0].target) == "?"
    assert value(model.all(Route)[0].backends[0].target) == "?"
    assert value(model.all(ServiceMonitor)[0].services) == "?"
    assert [value(each.account_exists) for each in model.all(Pod)] == ["?"] * (other == POD)


@pytest.mark.parametrize("other", ["", SERVICE, POD.replace("shop", "data")])
def test_of_a_namespace_without_pods_nobody_says_that_its_policies_select_none(other: str) -> None:
    peer = "{podSelector: {matchLabels: {app: api}}}"
    policy = network_policy(f"{{podSelector: {{matchLabels: {{app: db}}}}, ingress: [{{from: [{peer}]}}]}}")
    (found,) = model_of(policy, other).all(NetworkPolicy)

    assert value(found.pods_exist) == "?"
    assert [value(each.pods_exist) for each in found.peers] == ["?"]


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("{name: web}", "web"),
        ("{name: web, kind: Service, group: ''}", "web"),
        ("{name: web, namespace: data}", None),
        ("{name: api}", None),
        ("{name: web, kind: Bucket, group: example.com}", "?"),
        ("{name: web, kind: Service, group: example.com}", "?"),
        ("{kind: Service}", "?"),
    ],
)
def test_a_route_leads_to_a_service(backend: str, expected: object) -> None:
    route = custom("gateway.networking.k8s.io", "HTTPRoute", "web", f"{{rules: [{{backendRefs: [{backend}]}}]}}")
    (found,) = model_of(SERVICE, OTHER, route).all(Route)[0].backends
    service = value(found.target)

    assert getattr(service, "name", service) == expected


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{selector: {matchLabels: {app: web}}}", ["web"]),
        ("{selector: {}}", ["web"]),
        ("{selector: {matchLabels: {app: api}}}", []),
        ("{selector: {matchLabels: {app: web}}, namespaceSelector: {matchNames: [data]}}", []),
        ("{selector: {matchLabels: {app: web}}, namespaceSelector: {matchNames: [data, shop]}}", ["web"]),
        ("{selector: {matchLabels: {app: web}}, namespaceSelector: {any: true}}", ["web"]),
        ("{selector: {matchLabels: {app: $APP}}}", "?"),
        ("{selector: {matchLabels: {k8s-app: kubelet}}, namespaceSelector: {matchNames: [kube-system]}}", "?"),
        ("{selector: {matchLabels: {component: apiserver, provider: kubernetes}}}", "?"),
    ],
)
def test_a_monitor_selects_services_by_their_own_labels(spec: str, expected: object) -> None:
    text = custom("monitoring.coreos.com", "ServiceMonitor", "web", spec)
    (monitor,) = model_of(SERVICE, OTHER, text).all(ServiceMonitor)
    services = value(monitor.services)

    assert (services if services == "?" else [each.name for each in services]) == expected


@pytest.mark.parametrize(
    ("account", "namespace", "expected"),
    [
        ("serviceAccountName: web", "shop", True),
        ("serviceAccount: web", "shop", True),
        ("serviceAccountName: wbe", "shop", False),
        ("serviceAccountName: web", "data", False),
        ("serviceAccountName: default", "data", True),
        ("serviceAccountName: ''", "data", True),
        ("serviceAccountName: web", "kube-system", "?"),
        ("serviceAccountName: web", "kube-public", "?"),
        ("serviceAccountName: web", "kube-node-lease", "?"),
        ("serviceAccountName: <name>", "shop", "?"),
    ],
)
def test_a_pod_names_an_account(account: str, namespace: str, expected: object) -> None:
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: {namespace}}}\nspec: {{{account}}}\n"
    service_account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n"
    other = service_account.replace("web", "other").replace("shop", "data")

    assert value(model_of(service_account, other, pod).all(Pod)[0].account_exists) == expected


ROUTE = custom("gateway.networking.k8s.io", "TCPRoute", "web", "{rules: [{backendRefs: [{name: web}]}]}")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (SERVICE, []),
        (SERVICE.replace("ports:", "type: NodePort, ports:"), ["Service"]),
        (SERVICE + "---\n" + ingress("{service: {name: web, port: {number: 80}}}"), ["Ingress"]),
        (SERVICE + "---\n" + ingress("{service: {name: api, port: {number: 80}}}"), []),
        (SERVICE + "---\n" + ROUTE, ["TCPRoute"]),
        (SERVICE.replace("namespace: shop", "namespace: data").replace("ports:", "type: NodePort, ports:"), []),
    ],
)
def test_ways_lead_to_a_pod_from_outside(other: str, expected: list[str]) -> None:
    assert [each.kind for each in model_of(POD, other).all(Pod)[0].entrances] == expected


@pytest.mark.parametrize(
    ("other", "isolated", "in_namespace"),
    [
        (custom("cilium.io", "CiliumNetworkPolicy", "web"), True, 1),
        (custom("cilium.io", "CiliumNetworkPolicy", "web").replace("shop", "data"), False, 0),
        (custom("cilium.io", "CiliumClusterwideNetworkPolicy", "web").replace(", namespace: shop", ""), True, 1),
        (custom("policy.networking.k8s.io", "AdminNetworkPolicy", "web").replace(", namespace: shop", ""), True, 1),
        (network_policy("{podSelector: {}}"), False, 1),
    ],
)
def test_plugins_have_policies_of_their_own(other: str, isolated: bool, in_namespace: int) -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    model = model_of(POD, other, namespace)

    assert model.all(Pod)[0].may_be_isolated == isolated
    assert len(model.all(Namespace)[0].network_policies) == in_namespace


def test_of_many_alike_the_first_are_told() -> None:
    pods = [POD.replace("name: web, namespace", f"name: web-{number}, namespace") for number in range(9)]
    others = model_of(*pods).all(Workload)[0].pod.account_sharers

    assert [each.name for each in others] == ["web-1", "web-2", "web-3", "web-4", "web-5"]


@pytest.mark.parametrize(
    ("exists", "any_namespace", "expected"),
    [
        ((), False, []),
        ((Declared("Service", "*", "shop"),), False, "?"),
        ((Declared("Service", "*"),), False, "?"),
        ((Declared("Service", "*", "data"),), False, []),
        ((Declared("Service", "*", "data"),), True, "?"),
        ((Declared("Deployment", "*"),), True, []),
    ],
)
def test_a_monitored_service_may_be_declared(
    exists: tuple[Declared, ...], any_namespace: bool, expected: object
) -> None:
    spec = f"{{selector: {{matchLabels: {{app: api}}}}, namespaceSelector: {{any: {str(any_namespace).lower()}}}}}"
    text = custom("monitoring.coreos.com", "ServiceMonitor", "web", spec)
    (monitor,) = model_of(SERVICE, text, exists=exists).all(ServiceMonitor)
    services = value(monitor.services)

    assert (services if services == "?" else list(services)) == expected


def test_what_names_no_namespace_stands_in_default() -> None:
    here = [
        each.replace(", namespace: shop", "") for each in (POD, SERVICE.replace("ports:", "type: NodePort, ports:"))
    ]
    there = [each.replace("namespace: shop", "namespace: default") for each in (POD, SERVICE)]
    copy = there[1].replace("name: web", "name: copy")
    monitor = custom("monitoring.coreos.com", "ServiceMonitor", "web", "{selector: {matchLabels: {app: web}}}")
    model = model_of(
        *here, copy, monitor.replace(", namespace: shop", ""), ingress(BACKEND).replace(", namespace: shop", "")
    )

    assert [each.name for each in model.all(Service)[0].rivals] == ["copy"]
    assert [each.name for each in value(model.all(ServiceMonitor)[0].services)] == ["web", "copy"]
    assert [each.kind for each in model.all(Pod)[0].entrances] == ["Service", "Ingress"]


BACKEND = "{service: {name: web, port: {number: 80}}}"


def test_a_service_without_pods_has_no_rival() -> None:
    outside = SERVICE.replace("name: web", "name: outside").replace("ports:", "type: ExternalName, ports:")
    headless = SERVICE.replace("name: web", "name: pods").replace("ports:", "clusterIP: None, ports:")

    assert [each.rivals for each in model_of(SERVICE, outside, headless).all(Service)] == [(), (), ()]


@pytest.mark.parametrize(
    ("selector", "charts", "why"),
    [
        ("{matchLabels: {app: db}}", ("k8s",), "not every workload of this namespace was scanned"),
        ("{matchLabels: {app: $APP}}", (), "the selector contains a placeholder"),
        ("{matchLabels: {cnpg.io/cluster: db}}", (), "an operator may add these labels"),
    ],
)
def test_a_reason_says_why_pods_may_exist(selector: str, charts: tuple[str, ...], why: str) -> None:
    (policy,) = model_of(POD, network_policy(f"{{podSelector: {selector}}}"), charts=charts).all(NetworkPolicy)

    assert policy.pods_exist == Unknown(why)


def test_a_peer_of_other_namespaces_says_so() -> None:
    spec = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}"
    (peer,) = model_of(network_policy(spec)).all(NetworkPolicy)[0].peers

    assert peer.pods_exist == Unknown("the peer does not name pods of its own namespace alone")


def test_no_pod_bears_what_two_bear_together() -> None:
    other = POD.replace("name: web, namespace", "name: api, namespace").replace(
        "app: web, tier: front", "app: api, tier: back"
    )
    (policy,) = model_of(POD, other, network_policy("{podSelector: {matchLabels: {app: web, tier: back}}}")).all(
        NetworkPolicy
    )

    assert value(policy.pods_exist) is False


@pytest.mark.parametrize(
    ("exists", "expected"),
    [
        (Declared("ServiceAccount", "we*", "shop"), "?"),
        (Declared("ServiceAccount", "api", "shop"), False),
        (Declared("Service", "web", "shop"), False),
    ],
)
def test_an_account_may_be_declared(exists: Declared, expected: object) -> None:
    other = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other, namespace: shop}\n"

    assert value(model_of(POD, other, exists=(exists,)).all(Pod)[0].account_exists) == expected
