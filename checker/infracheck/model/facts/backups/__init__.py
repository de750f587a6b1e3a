"""Backups: what they cover, and how often they run."""
