"""Manifests of one object, written around what a case is about."""

from __future__ import annotations


def pod(spec: str = "", container: str = "", annotations: str = "{}") -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web, annotations: {annotations}}}\nspec:\n  {spec}\n"
        f"  containers:\n    - name: web\n      image: registry.example.com/web:7\n      {container}\n"
    )


def with_variable(name: str, value: str) -> str:
    return pod(container=f'env: [{{name: {name}, value: "{value}"}}]')


def container(fields: str) -> str:
    return pod(container=fields)


def running(*words: str) -> str:
    return container(f"command: [{', '.join(repr(word) for word in words)}]")


def shell(script: str) -> str:
    lines = "".join(f"          {line}\n" for line in script.split("\n"))
    return container(f"args:\n        - -c\n        - |\n{lines}")


def resource(kind: str, spec: str, version: str = "v1", metadata: str = "name: shop, namespace: shop") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{{metadata}}}\nspec: {{{spec}}}\n"


def certificate(spec: str) -> str:
    return resource("Certificate", spec, "cert-manager.io/v1")


def binding(role: str, subjects: str = "[{kind: User, name: jane}]", name: str = "shop") -> str:
    return (
        f"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{name: '{name}'}}\n"
        f"roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: {subjects}\n"
    )
