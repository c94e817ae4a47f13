# A static program and nothing else. The release replaces the first stage with a folder of released programs
# (`--build-context build=FOLDER`).
FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
ARG TARGETARCH
RUN cargo build --locked --profile dist && install -D target/dist/hindsite "/hindsite-$TARGETARCH"

FROM scratch
ARG TARGETARCH
COPY --from=build "/hindsite-$TARGETARCH" /hindsite
# A person runs it with `--user "$(id -u):$(id -g)" --volume "$PWD:/work"`.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/hindsite"]
CMD ["--help"]
