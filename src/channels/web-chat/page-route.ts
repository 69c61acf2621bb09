import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { projectRoot } from '../../project-root.js';
import { identify, isTerminalRequest, newVisitorFor, setVisitorCookie } from './identify.js';
import type { SocketContext } from './socket-session.js';
import type { Visitor } from './visitor-cookie.js';

const SOURCE_FOLDER = join(projectRoot, 'src/channels/web-chat/page');
const SCRIPT_FOLDER = join(projectRoot, 'dist/page');
const DAY_MS = 86_400_000;

/** `GET /chat`: the page, and the cookie that makes its reader a visitor. `/chat/assets/`: what the page loads. */
export function pageRoute(app: FastifyInstance, context: SocketContext): void {
  const { deps, limits, visitors } = context;
  const template = readFileSync(join(SOURCE_FOLDER, 'index.html'), 'utf8');
  const qrScript = readFileSync(fileURLToPath(import.meta.resolve('uqr')), 'utf8');

  app.register(fastifyStatic, {
    root: [SCRIPT_FOLDER, SOURCE_FOLDER],
    prefix: '/chat/assets/',
    decorateReply: false,
    index: false,
    allowedPath: (path) => /^\/[a-z0-9-]+\.(js|css|svg)$/.test(path),
  });

  app.get('/chat/assets/vendor/uqr.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'max-age=86400').send(qrScript),
  );

  app.get('/chat', async (request, reply) => {
    if (isTerminalRequest(request)) await beginTerminalVisit(request, reply);
    else await keepVisitor(request, reply);
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(renderPage(template, pageSettings(request)));
  });

  /** Each time the terminal's page is loaded somebody new may stand before it. */
  const beginTerminalVisit = async (request: FastifyRequest, reply: FastifyReply) => {
    const former = identify(deps, request);
    if (former !== null && !(await visitors.hasEnded(former))) await visitors.end(visitors.open(former));
    setVisitorCookie(deps, reply, newVisitorFor(deps, request));
  };

  const keepVisitor = async (request: FastifyRequest, reply: FastifyReply) => {
    const known = identify(deps, request);
    if (known === null || known.terminal || (await visitors.hasEnded(known))) {
      setVisitorCookie(deps, reply, newVisitorFor(deps, request));
    } else if (isOld(known)) {
      setVisitorCookie(deps, reply, { ...known, issuedAt: deps.clock.now() });
    }
  };

  const isOld = (visitor: Visitor) => deps.clock.now().getTime() - visitor.issuedAt.getTime() > DAY_MS;

  const pageSettings = (request: FastifyRequest): Record<string, string> => ({
    terminal: isTerminalRequest(request) ? 'yes' : 'no',
    sample: deps.sampleData?.() ? 'yes' : 'no',
    'public-url': deps.publicUrl ?? '',
    'idle-ms': String(limits.terminalIdleMs),
    'warning-ms': String(limits.terminalWarningMs),
    'file-bytes': String(limits.fileBytes),
    'frame-bytes': String(limits.frameBytes),
  });
}

/** Puts the settings into the page as `data-` attributes of its root element. */
function renderPage(template: string, settings: Record<string, string>): string {
  const attributes = Object.entries(settings)
    .map(([name, value]) => `data-${name}="${escapeAttribute(value)}"`)
    .join(' ');
  return template.replace('data-settings', () => attributes);
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
