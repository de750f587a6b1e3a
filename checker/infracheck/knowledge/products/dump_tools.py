"""The tools that copy files, whatever they are of, and those that carry a dump away."""

from __future__ import annotations

ANY_FILES = "*"
"""Stands for the product of a tool that copies files of any kind."""
COPY_TOOLS = (
    "restic backup", "restic -r", "borg create", "borgmatic", "kopia snapshot", "velero backup create", "rclone sync",
    "rclone copy",
)  # fmt: skip
COPY_IMAGES = ("restic", "borgmatic", "kopia", "rclone")
UPLOADS = (
    "aws ", "gsutil", "gcloud", "azcopy", "az storage", "rclone", "s3cmd", "s5cmd", "mc ", "curl", "scp", "rsync",
    "sftp",
    "restic", "borg", "kopia", "wal-g", "barman", "pgbackrest", "s3://", "gs://", "ssh ", "nc ", "ftp", "b2 ", "swift",
    "wget", "python", "node ", "psql", "mysql ", "mongorestore", "pg_restore", "kubectl", "openssl s_client",
)  # fmt: skip
"""What may carry a dump out of a pod: with one of these in a command, where the dump stays is not told."""
TO_FILE = (">", "-f ", "--file", "--result-file", "--out", "-o ", "--archive=", "snapshot save")
"""What makes a dump tool write to a file, rather than to a log or into a pipe."""
