"""Dockerfiles as positioned trees."""
