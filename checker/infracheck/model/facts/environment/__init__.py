"""Every value that a container will see, and what it means."""
