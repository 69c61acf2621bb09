import type {} from '@fastify/cookie';
import type {} from '@fastify/multipart';
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { WebChatDeps } from './deps.js';
import { filesRoute } from './files-route.js';
import { defaultLimits } from './limits.js';
import { createWebChatMetrics } from './metrics.js';
import { pageRoute } from './page-route.js';
import { createRateLimiter } from './rate-limiter.js';
import { socketRoute } from './socket-route.js';
import type { SocketContext } from './socket-session.js';
import { createVisitors } from './visitors.js';

/** Frames above this are cut off unread; those between it and the limit get an error frame first. */
const UNREAD_FRAME_FACTOR = 4;

/**
 * The web chat: `GET /chat`, `GET /chat/socket`, `POST /chat/files` and the page's assets.
 * It brings the WebSocket plugin with it, because the size of frames is set there.
 */
export const webChat = fp<WebChatDeps>(
  async (app: FastifyInstance, deps: WebChatDeps) => {
    const limits = { ...defaultLimits, ...deps.limits };
    const visitors = createVisitors(deps, limits, app.log);
    const context: SocketContext = {
      deps,
      limits,
      visitors,
      metrics: createWebChatMetrics(deps.metrics),
      limiter: createRateLimiter({
        burst: limits.messageBurst,
        perSecond: limits.messagesPerSecond,
        clock: deps.clock,
      }),
    };

    const stopListening = deps.notices.onEnqueued((who) => visitors.find(who.person)?.notices.wake());
    app.addHook('preClose', async () => {
      stopListening();
      await visitors.drain();
    });

    await app.register(websocket, { options: { maxPayload: limits.frameBytes * UNREAD_FRAME_FACTOR } });
    pageRoute(app, context);
    socketRoute(app, context);
    filesRoute(app, context);
  },
  { name: 'web-chat', dependencies: ['@fastify/cookie', '@fastify/multipart'] },
);
