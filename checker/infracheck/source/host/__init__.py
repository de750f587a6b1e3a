"""The machine: its programs, the repository that a scan stands in, and paths that stay within a folder."""
