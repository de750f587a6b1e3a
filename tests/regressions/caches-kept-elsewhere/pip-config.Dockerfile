FROM python:3.12.2 AS early
RUN pip install flask
RUN pip config --user set global.cache-dir /x
RUN --mount=type=cache,target=/x pip install flask
RUN pip config set install.no_cache_dir yes
RUN pip install flask
FROM early
RUN pip install flask
RUN pip config set install.no-cache-dir false && pip install flask
