"""The settings in the files that ConfigMaps and Secrets hold."""
