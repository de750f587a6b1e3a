"""Commits that a scan is compared with."""
