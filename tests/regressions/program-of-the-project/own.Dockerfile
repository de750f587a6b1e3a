FROM debian:12.5
COPY . /src
RUN ./apt build
RUN ./sudo check
RUN tools/apt list && /src/bin/apt list && ../apt list
RUN "$TOOLS/bin/apt" list
RUN sudo ./apt list
RUN ["./apt", "list"]
RUN sh -c "./apt list"
RUN /src/scripts/curl -k https://example.com
USER 1000
