"""How workloads reach what they depend on."""
