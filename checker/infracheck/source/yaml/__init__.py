"""YAML and JSON as positioned trees."""
