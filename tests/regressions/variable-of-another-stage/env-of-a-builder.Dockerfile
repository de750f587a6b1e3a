FROM node:22 AS build
ENV version=2.51.0-2.fc42
FROM fedora:42
RUN yum install -y git-core-${version}
