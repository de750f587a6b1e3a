ARG GIT=2.51.0
FROM fedora:42
ARG GIT
RUN dnf install -y git-$GIT
