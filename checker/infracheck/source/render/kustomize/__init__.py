"""Kustomize: overlays built as they would be applied, each field led back to the base, the patch or the entry."""
