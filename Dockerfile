FROM node:20-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:20-slim
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/var/lib/xinfangtong
WORKDIR /app
RUN mkdir -p /var/lib/xinfangtong && chown node:node /var/lib/xinfangtong
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/config ./config
COPY --from=build /app/data ./data
COPY --from=build /app/src/channels/web-chat/page ./src/channels/web-chat/page
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/page ./dist/page
COPY --from=build /app/dist/scripts ./dist/scripts
USER node
VOLUME /var/lib/xinfangtong
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/server.js"]
