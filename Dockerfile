# Inkmesh: the app and its room server.
#   docker build -t inkmesh . && docker run -p 3000:3000 -p 3478:3478/udp -v inkmesh-data:/data inkmesh
FROM node:24-alpine AS build
WORKDIR /inkmesh
COPY package.json package-lock.json .npmrc ./
COPY signaling-server/package.json signaling-server/
RUN npm ci --no-fund --no-audit
COPY . .
RUN npm run build

# Only what the room server needs to run.
FROM node:24-alpine AS modules
WORKDIR /inkmesh
COPY package.json package-lock.json .npmrc ./
COPY signaling-server/package.json signaling-server/
RUN npm ci --no-fund --no-audit --omit=dev --workspace signaling-server

FROM node:24-alpine
WORKDIR /inkmesh
ENV NODE_ENV=production APP_DIR=/inkmesh/build MAILBOX_DIR=/data/mailbox
COPY --from=modules /inkmesh/node_modules node_modules
COPY --from=build /inkmesh/build build
COPY --from=build /inkmesh/signaling-server/package.json signaling-server/
COPY --from=build /inkmesh/signaling-server/dist signaling-server/dist
# docker exec … inkmesh-mailbox list
RUN ln -s /inkmesh/signaling-server/dist/mailbox.js /usr/local/bin/inkmesh-mailbox \
	&& chmod +x signaling-server/dist/mailbox.js \
	&& mkdir -p /data/mailbox && chown -R node:node /data
VOLUME /data
USER node
EXPOSE 3000/tcp 3478/udp
HEALTHCHECK --interval=15s --timeout=3s --start-period=5s \
	CMD node -e "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
# No npm in between: signals reach the server itself.
CMD ["node", "signaling-server/dist/main.js"]
