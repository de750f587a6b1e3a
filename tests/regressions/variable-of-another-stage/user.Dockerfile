ARG APP=app
FROM alpine:3.22
RUN adduser -D app
USER ${APP}
