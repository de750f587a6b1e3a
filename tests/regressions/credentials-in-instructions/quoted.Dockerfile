FROM debian:12
RUN echo "gh""p_abcdefghijklmnopqrstuvwxyz0123456789" > /x
RUN echo gh\
p_abcdefghijklmnopqrstuvwxyz0123456789 > /x
RUN tool --p\assw'or'd=Hunter2Zz9 run
CMD ["tool", "\u0067hp_abcdefghijklmnopqrstuvwxyz0123456789"]
RUN ["sh", "-c", "tool --to\u006ben=aB3dE5gH7jK9mN1p"]
RUN <<EOT
tool --pass"wo\
rd" Hunter2Zz9
EOT
RUN c'ur'l "-"u "me":Hunter2Zz9 https://example.org/x
RUN sh -c "sh -c 'tool --tok\\en aB3dE5gH7jK9mN1p'"
ONBUILD RUN git clone https:/""/me:Hunter2Zz9@git.acme.io/x
RUN npm config set "//registry.acme.io/:_auth"Token=aB3dE5gH7jK9mN1p
RUN m"y"sql -pHunter2Zz9 -e x
LABEL a="gh"'p_abcdefghijklmnopqrstuvwxyz0123456789'
RUN echo "gh""p_" tool --p\at"h" x --key\ words:// && curl -fsS https://example.org/"me@x"
RUN tool --pass"wo"rd="$PASSWORD" && m'y'sql -p"$(cat /run/secrets/pw)" -e x
CMD ["tool", "\u002d-password-file", "/run/secrets/pw"]
