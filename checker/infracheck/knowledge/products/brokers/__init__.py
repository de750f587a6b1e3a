"""Brokers of messages: what is known of each."""
