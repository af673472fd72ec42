# Box (default) and portal in one image. Built nowhere here: kept small and plain on purpose.
#   docker build -t preau .
#   docker run -p 80:8080 -v preau-data:/app/data preau
#   docker run -p 443:8090 -v preau-portal:/app/data preau portal
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts && npm rebuild --ignore-scripts && npm run -s build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/app/data STORE=file:/app/data/portal
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/scripts/lib/start scripts/lib/start
COPY --from=build /app/views views
COPY --from=build /app/static static
COPY --from=build /app/migrations migrations
RUN mkdir -p data && chown node:node data
USER node
VOLUME /app/data
EXPOSE 8080 8090
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["node", "-e", "Promise.any([process.env.PORT ?? 8080, 8090].map((p) => fetch(`http://127.0.0.1:${p}/sante`).then((r) => { if (!r.ok) throw r; }))).then(() => process.exit(0), () => process.exit(1))"]
ENTRYPOINT ["scripts/lib/start"]
CMD ["main"]
