# escape=`
FROM registry.example.com/acme/base:1.2
SHELL ["powershell", "-Command"]
RUN apt-get install curl
