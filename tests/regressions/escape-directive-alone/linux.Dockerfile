# escape=`
ARG BASE
FROM ${BASE}
RUN apt-get install curl
CMD ["server"]
