FROM registry.access.redhat.com/ubi9/ubi:9.6
RUN microdnf install -y httpd-$HTTPD
ENV HTTPD=2.4.62
