import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CHANNEL } from '../../bot/message.js';
import { webChatText } from '../../domain/text/web-chat.js';
import { AppError, isAppError } from '../../errors.js';
import type { Who } from './deps.js';
import { identify } from './identify.js';
import type { WebChatLimits } from './limits.js';
import { isForeignOrigin } from './origin.js';
import { createRateLimiter } from './rate-limiter.js';
import type { SocketContext } from './socket-session.js';

const MULTIPART_OVERHEAD = 64 * 1024;
const MEGABYTE = 1024 * 1024;

interface Refusal {
  status: number;
  code: string;
  text: string;
}

/** `POST /chat/files`: keeps one file for the visitor, who then names it in a message. */
export function filesRoute(app: FastifyInstance, context: SocketContext): void {
  const { deps, limits, visitors, metrics } = context;
  const limiter = createRateLimiter({
    burst: limits.fileBurst,
    perSecond: limits.filesPerSecond,
    clock: deps.clock,
  });

  const refuse = (reply: FastifyReply, { status, code, text }: Refusal) => {
    metrics.file(code);
    return reply.code(status).send({ code, text });
  };

  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isForeignOrigin(request, deps.publicUrl)) {
      return refuse(reply, { status: 403, code: 'foreign_origin', text: webChatText.foreignOrigin() });
    }
    const visitor = identify(deps, request);
    if (visitor === null || (await visitors.hasEnded(visitor))) {
      return refuse(reply, { status: 401, code: 'visitor_unknown', text: webChatText.visitorUnknown() });
    }
    if (!limiter.take(visitor.person)) {
      return refuse(reply, { status: 429, code: 'rate_limited', text: webChatText.rateLimited() });
    }
  };

  const options = { preHandler: admit, bodyLimit: limits.fileBytes + MULTIPART_OVERHEAD };
  app.post('/chat/files', options, async (request, reply) => {
    const receivedAt = deps.clock.now();
    const person = identify(deps, request)?.person ?? '';
    const who: Who = { channel: CHANNEL.webChat, person };
    visitors.find(person)?.idle?.touch();
    try {
      const part = request.isMultipart()
        ? await request.file({ limits: { fileSize: limits.fileBytes + 1, files: 1 } })
        : undefined;
      if (part === undefined) {
        return refuse(reply, { status: 400, code: 'file_missing', text: webChatText.fileMissing() });
      }
      const bytes = await part.toBuffer();
      if (part.file.truncated || bytes.length > limits.fileBytes) {
        throw new AppError('file_too_large', 'the posted file is above the limit');
      }
      const { fileId, kind, size } = await deps.files.store({
        ...who,
        bytes,
        name: part.filename,
        receivedAt,
      });
      metrics.file('stored');
      return { fileId, kind, size };
    } catch (error) {
      request.log.warn({ err: error }, 'a posted file was not kept');
      return refuse(reply, refusalFor(error, limits));
    }
  });
}

function refusalFor(error: unknown, limits: WebChatLimits): Refusal {
  if (isAppError(error, 'file_type_refused')) {
    return { status: 415, code: 'file_type_refused', text: webChatText.fileTypeRefused() };
  }
  const fastifyCode = (error as { code?: string }).code;
  if (isAppError(error, 'file_too_large') || fastifyCode === 'FST_REQ_FILE_TOO_LARGE') {
    const text = webChatText.fileTooLarge(Math.floor(limits.fileBytes / MEGABYTE));
    return { status: 413, code: 'file_too_large', text };
  }
  return { status: 503, code: 'file_not_stored', text: webChatText.fileNotStored() };
}
