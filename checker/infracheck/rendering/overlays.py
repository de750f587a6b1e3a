"""The kustomizations of a scan, as jobs for Kustomize."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.reading import Read
from infracheck.rendering.job import Job
from infracheck.rendering.settings import RenderSettings
from infracheck.source.files.file_tree import FileTree


def overlays_in(read: Read, files: FileTree, settings: RenderSettings) -> Iterator[Job]:
    """One job for each kustomization that no other one names."""
    yield from ()
