"""Settings of other tools, taken over into a config of ours."""
