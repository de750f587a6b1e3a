"""What Kubernetes itself brings along."""
