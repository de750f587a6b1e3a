"""Programs whose web pages or interfaces hand over a cluster, or what runs in it, to whoever reaches them."""

from __future__ import annotations

CONSOLES = {
    "airflow": "Apache Airflow",
    "argocd": "Argo CD",
    "argocli": "Argo Workflows",
    "centraldashboard": "Kubeflow",
    "dashboard": "the Kubernetes dashboard",
    "headlamp": "Headlamp",
    "jenkins": "Jenkins",
    "kubernetes-dashboard-amd64": "the Kubernetes dashboard",
    "nifi": "Apache NiFi",
    "ollama": "Ollama",
    "portainer-ce": "Portainer",
    "portainer-ee": "Portainer",
    "prometheus": "Prometheus",
    "rancher": "Rancher",
    "scope": "Weave Scope",
    "vllm-openai": "vLLM",
}
"""By the last part of an image's name."""

OWNERS = {"dashboard": "kubernetesui", "scope": "weaveworks"}
"""Of names that others use as well, the part of the image before: who publishes the program."""
