FROM fedora:42 AS base
ENV GIT=2.51.0
FROM base
RUN dnf install -y git-$GIT
