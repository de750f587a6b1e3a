ARG HTTP_PROXY
FROM fedora:42
RUN dnf install -y git-$HTTP_PROXY
