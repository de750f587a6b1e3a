FROM node:22 AS build
ARG VITE=7.1.0
FROM mirror.example.com/library/debian:13
RUN npm install -g vite@${VITE}
