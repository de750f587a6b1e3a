FROM opensuse/leap:15.6 AS base
FROM node:22 AS build
ARG CURL=-8.6.0
FROM base
RUN zypper --non-interactive install curl$CURL
