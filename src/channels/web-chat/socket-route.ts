import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { webChatText } from '../../domain/text/web-chat.js';
import { serveEnded } from './ended-socket.js';
import { createHeartbeat } from './heartbeat.js';
import { identify, newVisitorFor, visitorCookie } from './identify.js';
import { isForeignOrigin } from './origin.js';
import { type SocketContext, serveSocket } from './socket-session.js';
import type { Visitor } from './visitor-cookie.js';

interface Admission {
  visitor: Visitor;
  ended: boolean;
}

/** `GET /chat/socket`: who may open a socket, and as whom. */
export function socketRoute(app: FastifyInstance, context: SocketContext): void {
  const { deps, limits, visitors, metrics } = context;
  const admissions = new WeakMap<IncomingMessage, Admission>();
  const newCookies = new WeakMap<IncomingMessage, string>();
  const socketsByAddress = new Map<string, number>();
  const heartbeat = createHeartbeat(limits.heartbeatMs);
  app.addHook('preClose', async () => heartbeat.stop());

  app.websocketServer.on('headers', (headers: string[], request: IncomingMessage) => {
    const cookie = newCookies.get(request);
    if (cookie !== undefined) headers.push(`Set-Cookie: ${cookie}`);
  });

  const count = (address: string, by: 1 | -1) => {
    const sockets = (socketsByAddress.get(address) ?? 0) + by;
    if (sockets > 0) socketsByAddress.set(address, sockets);
    else socketsByAddress.delete(address);
  };

  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isForeignOrigin(request, deps.publicUrl)) {
      return reply.code(403).send({ code: 'foreign_origin', text: webChatText.foreignOrigin() });
    }
    const known = identify(deps, request);
    const visitor = known ?? newVisitorFor(deps, request);
    const ofVisitor = visitors.find(visitor.person)?.sockets.size ?? 0;
    const ofAddress = socketsByAddress.get(request.ip) ?? 0;
    if (ofVisitor >= limits.socketsPerVisitor || ofAddress >= limits.socketsPerAddress) {
      return reply.code(429).send({ code: 'too_many_sockets', text: webChatText.tooManySockets() });
    }
    if (known === null) {
      const { name, value, options } = visitorCookie(deps, visitor);
      newCookies.set(request.raw, app.serializeCookie(name, value, options));
    }
    admissions.set(request.raw, { visitor, ended: known !== null && (await visitors.hasEnded(known)) });
  };

  app.get('/chat/socket', { websocket: true, preHandler: admit }, (socket, request) => {
    const admission = admissions.get(request.raw);
    if (admission === undefined) return socket.terminate();
    count(request.ip, 1);
    metrics.socketOpened();
    heartbeat.watch(socket);
    socket.once('close', () => {
      count(request.ip, -1);
      metrics.socketClosed();
    });
    const { visitor } = admission;
    const live = visitors.find(visitor.person);
    if (admission.ended || live?.ended) serveEnded(socket, live, limits);
    else serveSocket(context, socket, visitors.open(visitor), request.ip, request.log);
  });
}
