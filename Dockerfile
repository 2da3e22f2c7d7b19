# Inkmesh: the app and its room server. docker build -t inkmesh . && docker run -p 3000:3000 -p 3478:3478/udp inkmesh
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
ENV NODE_ENV=production APP_DIR=/inkmesh/build
COPY --from=modules /inkmesh/node_modules node_modules
COPY --from=build /inkmesh/build build
COPY --from=build /inkmesh/signaling-server/package.json signaling-server/
COPY --from=build /inkmesh/signaling-server/dist signaling-server/dist
USER node
EXPOSE 3000/tcp 3478/udp
HEALTHCHECK --interval=15s --timeout=3s --start-period=5s \
	CMD node -e "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
# No npm in between: signals reach the server itself.
CMD ["node", "signaling-server/dist/main.js"]
