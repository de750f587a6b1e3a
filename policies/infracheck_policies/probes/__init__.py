"""Liveness, readiness and startup probes."""

PACK = ("presence", "questions")
"""The modules that hold policies, in the order of the catalogue."""
