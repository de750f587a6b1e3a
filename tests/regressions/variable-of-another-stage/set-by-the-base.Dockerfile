ARG NODE_VERSION=22.1.0
FROM node:22
RUN yum install -y nodejs-$NODE_VERSION
