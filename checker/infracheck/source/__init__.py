"""Bytes to trees in which every part knows its place."""
