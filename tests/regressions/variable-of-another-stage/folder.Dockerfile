FROM golang:1.25 AS build
ENV HERE=/srv/
FROM debian:13
COPY a.txt ${HERE}etc
