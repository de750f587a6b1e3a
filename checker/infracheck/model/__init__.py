"""Trees to entities, and the links between them; knows Kubernetes and Dockerfiles, knows no policy."""
