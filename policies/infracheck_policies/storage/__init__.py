"""Volumes: their classes, their claims, and the folders of nodes that stand behind them."""

PACK = ("classes", "claims", "folders")
"""The modules that hold policies, in the order of the catalogue."""
