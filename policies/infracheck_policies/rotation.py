"""How long a credential lives."""
