FROM debian:12.5
RUN /usr/bin/apt update
RUN /bin/sh -c "/usr/bin/apt update"
RUN ["/usr/bin/sudo", "make"]
RUN /usr/bin/env /usr/local/bin/curl -k https://example.com
RUN /opt/venv/bin/pip install flask
RUN .venv/bin/pip install flask
RUN "$VIRTUAL_ENV/bin/pip3.12" install flask
RUN /opt/venv/bin/python -m pip install flask
ENTRYPOINT ["/tini", "--", "server"]
USER 1000
