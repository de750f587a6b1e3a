ARG GIT=2.51.0
FROM registry.example.com/base/fedora:42
RUN dnf install -y git-$GIT
