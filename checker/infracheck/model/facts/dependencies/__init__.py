"""What workloads connect to, and how safely."""
