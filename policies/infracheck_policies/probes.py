"""How the kubelet learns that a container is well."""
