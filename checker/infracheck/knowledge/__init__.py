"""Tables of what is known of the world: they import nothing of the model."""
