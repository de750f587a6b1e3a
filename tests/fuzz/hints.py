"""Files that say how objects are put together and images are built: Kustomize, Compose, Skaffold, charts."""

from __future__ import annotations

from random import Random

from tests.fuzz import seeds, texts, trees
from tests.fuzz.case import Case

_KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop
namePrefix: dev-
resources: [web.yaml, ../base, pod.txt, "https://example.com/a.yaml"]
bases: [../base]
components: [../c]
patches:
  - path: patch.yaml
    target: {kind: Deployment, name: web}
  - patch: |-
      - op: replace
        path: /spec/replicas
        value: 3
patchesStrategicMerge: [patch.yaml]
patchesJson6902: [{target: {version: v1, kind: Pod, name: web}, path: patch.json}]
images: [{name: nginx, newName: my/nginx, newTag: "1.27"}]
configMapGenerator: [{name: c, literals: [A=b], files: [x.properties], envs: [.env]}]
secretGenerator: [{name: s, literals: [PASSWORD=x], type: Opaque}]
generatorOptions: {disableNameSuffixHash: true}
replicas: [{name: web, count: 2}]
"""
_COMPOSE = """\
services:
  web:
    build: {context: ., dockerfile: Dockerfile, args: {A: b}, target: web}
    image: web:1
    ports: ["8080:80", {target: 80, published: 8080}]
    environment: {DB_PASSWORD: x}
  api:
    build: ./api
    image: registry.example.com/api
  db: {image: "postgres:16", environment: [POSTGRES_PASSWORD=x]}
"""
_SKAFFOLD = """\
apiVersion: skaffold/v4beta6
kind: Config
build:
  artifacts:
    - image: web
      context: .
      docker: {dockerfile: Dockerfile, target: web}
    - {image: api, context: api}
manifests: {rawYaml: [web.yaml]}
"""
_CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - {name: a, version: 1, repository: x}\n"
_FILES = {
    **dict.fromkeys(("kustomization.yaml", "kustomization.yml", "Kustomization"), _KUSTOMIZATION),
    **dict.fromkeys(("compose.yaml", "docker-compose.yml", "compose-dev.yml"), _COMPOSE),
    "skaffold.yaml": _SKAFFOLD,
    "Chart.yaml": _CHART,
}
_PLACES = ("web.yaml", "patch.yaml", "base/web.yaml", "templates/web.yaml", "charts/a/web.yaml", "pod.txt")


def hints(random: Random) -> Case:
    """Build files, one or two of them, with what they may name."""
    files: dict[str, bytes] = {}
    for name in random.sample(sorted(_FILES), random.choice((1, 1, 2))):
        root = trees.parsed(_FILES[name])
        trees.mutate(root, random, random.choice((0, 1, 2, 4)))
        content = trees.written([root], random)
        files[name] = texts.mutate(content, random, 1) if random.random() < 0.15 else content
    for place in random.sample(_PLACES, random.choice((1, 2))):
        files[place] = random.choice(seeds.texts())
    if random.random() < 0.5:
        files[random.choice(("Dockerfile", "api/Dockerfile", "web.Dockerfile"))] = random.choice(
            seeds.dockerfiles()
        ).encode()
    return Case(files)
