ARG GIT=2.51.0
FROM quay.io/rockylinux/rockylinux:9 AS final
RUN dnf install -y git-$GIT
