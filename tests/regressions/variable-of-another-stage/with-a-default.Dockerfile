FROM node:22 AS build
ENV GIT=2.50.0
FROM fedora:42
RUN dnf install -y git-${GIT:-2.51.0}
