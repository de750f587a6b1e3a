"""Where credentials stand."""
