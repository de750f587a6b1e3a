FROM python:3.12.2
COPY <<EOF /etc/pip.conf
[global]
no-cache-dir = true
EOF
RUN pip install flask
RUN printf '[global]\nno-cache-dir = false\n' > /etc/pip.conf && pip install flask
