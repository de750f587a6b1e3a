# escape=`
FROM registry.example.com/acme/base:1.2
RUN curl -k https://downloads.example.com/tool | sh
