# The image of Taskport: the packed program on Node, for a user without rights and a read-only root.
#
#     docker build --tag taskport .
#     docker buildx build --platform linux/amd64,linux/arm64 --tag registry.example/taskport:0.1.0 --push .
#
# `make try-image` runs the steps of this file without Docker, and tries what they have built.

# The base is pinned by its exact version. Its digest, which also pins the packages of Debian, can be added:
# --build-arg NODE=26.10.0-bookworm-slim@sha256:…, as `docker buildx imagetools inspect node:26.10.0-bookworm-slim` prints it.
ARG NODE=26.10.0-bookworm-slim

# Everything that is built here is the same on every platform, so it is built on that of the builder.
FROM --platform=$BUILDPLATFORM node:${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY . .
RUN node scripts/build-page.ts && node scripts/pack.ts && rm dist/package/*.tgz
# What only the development needs, and the Node that npm would bring along, stay behind.
RUN npm ci --omit=dev --omit=optional

FROM node:${NODE}
LABEL org.opencontainers.image.title="Taskport" \
      org.opencontainers.image.description="A self-hosted task service that never loses, skips, doubles or silently overwrites anything." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/node:26.10.0-bookworm-slim"

# The service installs nothing, so package managers would only help an intruder.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
COPY --from=build /build/dist/package /opt/taskport
COPY --from=build /build/node_modules /opt/taskport/node_modules
RUN ln -s /opt/taskport/bin/taskport.cjs /usr/local/bin/taskport \
 && install -d -o 1000 -g 1000 -m 700 /data \
 && install -d -o 1000 -g 1000 /opt/taskport/cache

ENV HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data \
    ENVIRONMENT=production \
    NODE_COMPILE_CACHE=/opt/taskport/cache

# The number, because Kubernetes cannot tell that a name is not root's. It is the user "node" of the base.
USER 1000:1000
WORKDIR /data

# A first start compiles the modules, so that no start in a read-only root has to.
RUN export HOST=127.0.0.1 DATA_DIR=/tmp/first-start AUTH_SECRET=only-for-the-first-start-in-the-builder; \
    taskport & \
    until taskport healthcheck; do sleep 0.2; done && kill $! && wait $! && rm -r /tmp/first-start

VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=1s --retries=3 CMD ["taskport", "healthcheck", "--timeout", "4"]
ENTRYPOINT ["taskport"]
CMD ["serve"]
