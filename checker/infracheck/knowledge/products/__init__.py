"""What databases, brokers and services are called, listen on and speak."""
