# syntax=docker/dockerfile:1

# What is built needs what builds it; what runs does not.
FROM node:26-slim AS build
WORKDIR /gateway
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY schema schema
COPY src src
RUN npm run build

FROM node:26-slim AS dependencies
WORKDIR /gateway
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-slim
# Listens where the container's port leads to. Introspection and GraphiQL are off in production unless they are switched on.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /gateway
COPY LICENSE package.json ./
COPY --from=dependencies /gateway/node_modules node_modules
COPY --from=build /gateway/schema schema
COPY --from=build /gateway/dist dist
# The image's own user, by number: Kubernetes' runAsNonRoot cannot tell names. It owns nothing here, and writes nothing.
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "dist/command/health-check.js"]
# Node itself is the first process, so that it hears SIGTERM.
CMD ["node", "dist/main.js"]
