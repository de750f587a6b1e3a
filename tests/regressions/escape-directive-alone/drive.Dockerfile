# escape=`
FROM registry.example.com/acme/base:1.2
WORKDIR C:\app
RUN apt-get install curl
