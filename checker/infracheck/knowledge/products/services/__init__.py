"""What else workloads reach: stores of objects, secrets and names, mail, telemetry."""
