FROM node:22.1.0
RUN --mount=type=cache,target=/x yarn install --cache-folder /x
RUN --mount=type=cache,target=/y yarn install --cache-folder /x
RUN --mount=type=cache,target=/x YARN_CACHE_FOLDER=/x/yarn yarn
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn YARN_CACHE_FOLDER=/x/yarn yarn
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn/v6 yarn install
RUN --mount=type=cache,target=/x apk add --cache-dir=/x curl
RUN --mount=type=cache,target=/y apk add --cache-dir=/x curl
RUN --mount=type=cache,target=/x dnf install -y --setopt=cachedir=/x/dnf jq
RUN --mount=type=cache,target=/var/cache/dnf dnf install -y --setopt=cachedir=/x/dnf jq
RUN --mount=type=cache,target=/x zypper --cache-dir /x install -y jq
RUN --mount=type=cache,target=/x apt-get -o Dir::State::Lists=/x update
RUN yarn config set cache-folder /z
RUN --mount=type=cache,target=/z yarn install
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install
RUN npm config set cache-folder /w && yarn install && rm -rf /z
