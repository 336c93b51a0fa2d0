# syntax=docker/dockerfile:1

ARG DEBIAN=trixie
ARG RUST=1.95

FROM rust:${RUST}-slim-${DEBIAN} AS build
# For the C in ring and libwebp.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# Styles, pages, sentences and migrations are compiled in: the program is the one file that comes out. It leaves the
# cache folder in the same step, because that folder is not part of the image.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin market \
    && cp target/release/market /usr/local/bin/market

FROM debian:${DEBIAN}-slim
# Certificates for the payment and message services that the shop calls.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 market \
    && useradd --system --uid 10001 --gid market --home-dir /var/lib/market --shell /usr/sbin/nologin market \
    && install --directory --owner=market --group=market --mode=0750 /var/lib/market
COPY --from=build /usr/local/bin/market /usr/local/bin/market

USER 10001:10001
WORKDIR /var/lib/market
ENV APP_ENV=production MIMALLOC_PURGE_DELAY=0 \
    HOST=0.0.0.0 \
    PORT=8080 \
    VAR_DIR=/var/lib/market
VOLUME /var/lib/market
EXPOSE 8080
# Asks /readyz of the program in this container, without a curl to keep patched.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/usr/local/bin/market", "health"]
ENTRYPOINT ["/usr/local/bin/market"]
CMD ["serve"]
