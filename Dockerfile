# syntax=docker/dockerfile:1

# ---- The program, with the browser site inside it ----
FROM rust:1.95-slim-trixie AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev nodejs npm \
    && rm -rf /var/lib/apt/lists/* \
    && rustup target add wasm32-unknown-unknown
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    --mount=type=cache,target=/root/.npm \
    cargo xtask build --release \
    && install -D target/release/ecscope /out/ecscope \
    && install -d -o 65532 -g 65532 /out/data

# ---- What runs ----
FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 65532 --no-create-home --shell /usr/sbin/nologin ecscope
COPY --from=build /out/ecscope /usr/local/bin/ecscope
COPY --from=build --chown=65532:65532 /out/data /data
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/ecscope/
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV ECSCOPE_LISTEN=0.0.0.0:3000 \
    ECSCOPE_STORE=sqlite:/data/ecscope.sqlite
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["ecscope", "healthcheck"]
# Behind a proxy: give ECSCOPE_PUBLIC_URL the address that users type.
ENTRYPOINT ["ecscope"]
CMD ["serve"]
