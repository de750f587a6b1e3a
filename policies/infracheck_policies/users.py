"""Who a container runs as."""
