FROM python:3.12.2
RUN --mount=type=cache,target=/x pip install --cache-dir=/x/pip flask
RUN --mount=type=cache,target=/x pip --cache-dir /x install flask
RUN --mount=type=cache,target=/y pip install --cache-dir=/x flask
RUN --mount=type=bind,target=/x pip install --cache-dir=/x flask
RUN --mount=type=cache,target=/x/pip/wheels pip install --cache-dir=/x flask
RUN --mount=type=tmpfs,target=/x env PIP_CACHE_DIR=/x pip install flask
RUN --mount=type=cache,target=/x export PIP_CACHE_DIR=/x && pip install flask
RUN --mount=type=cache,target=/x PIP_CACHE_DIR=/x true && pip install flask
RUN --mount=type=cache,target=/home/app/.cache/pip pip install flask
RUN --mount=type=cache,target=/x XDG_CACHE_HOME=/x pip install flask
RUN PIP_NO_CACHE_DIR=1 pip install flask
RUN PIP_NO_CACHE_DIR=0 pip install flask
RUN PIP_NO_CACHE_DIR=1 true && pip install flask
RUN pip --no-cache-dir install flask
RUN pip install --cache-dir=/x flask && rm -rf /x
RUN pip install --cache-dir=/x flask && rm -rf /root/.cache
RUN pip install --cache-dir="$SET_BY_BASE" flask
RUN pip download flask
ENV PIP_CACHE_DIR=/srv/pip
RUN --mount=type=cache,target=/srv/pip/ pip install flask
RUN --mount=type=cache,target=/root/.cache/pip pip install flask
USER 1000
