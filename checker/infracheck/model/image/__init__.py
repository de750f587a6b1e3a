"""Dockerfiles as stages, instructions and commands."""
