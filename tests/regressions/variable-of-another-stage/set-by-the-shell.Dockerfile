FROM node:22 AS build
ENV GIT=2.50.0
FROM fedora:42
RUN GIT=2.51.0 && dnf install -y git-$GIT
RUN for GIT in 2.51.0; do dnf install -y git-core-${GIT}; done
RUN . /etc/versions && dnf install -y git-$GIT
RUN read -r GIT < /etc/git && dnf install -y git-$GIT
RUN : "${GIT:=2.51.0}" && dnf install -y git-$GIT
RUN <<EOT
  export GIT=2.51.0
  dnf install -y git-$GIT
EOT
