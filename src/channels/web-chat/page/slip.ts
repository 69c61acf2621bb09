import { h } from './dom.js';
import type { Slip } from './frames.js';
import { text } from './text.js';
import { encode } from './vendor/uqr.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Ten digits as people read them aloud: 3-3-4. */
export function groupCode(code: string): string {
  return code.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3');
}

/**
 * What the slip's QR code holds: the chat's address with number and code in the fragment, which browsers never send
 * to any server; without a public address the number alone.
 */
export function slipLink(slip: Slip, publicUrl: string): string {
  if (publicUrl === '') return slip.petitionNo;
  return `${publicUrl.replace(/\/$/, '')}/chat#${slip.petitionNo}.${slip.queryCode}`;
}

/** Number and code from such a fragment, or null. */
export function readSlipLink(hash: string): Slip | null {
  const match = /^#(XF\d{6}-\d{8}-\d{4,})\.(\d{10})$/.exec(hash);
  return match ? { petitionNo: match[1] ?? '', queryCode: match[2] ?? '' } : null;
}

/** The slip on the screen; the same element is what gets printed. */
export function renderSlip(input: {
  slip: Slip;
  texts: string[];
  publicUrl: string;
  onDone(): void;
}): HTMLElement {
  const { slip, texts, publicUrl } = input;
  const print = h('button', { type: 'button', class: 'primary' }, text.slip.print);
  const done = h('button', { type: 'button', class: 'quiet' }, text.slip.done);
  print.addEventListener('click', () => window.print());
  done.addEventListener('click', input.onDone);
  return h(
    'main',
    { class: 'slip', 'aria-labelledby': 'slip-title' },
    h(
      'div',
      { class: 'slip-paper' },
      h('h2', { id: 'slip-title', tabindex: '-1' }, text.slip.title),
      h(
        'dl',
        {},
        h('dt', {}, text.slip.number),
        h('dd', { class: 'slip-number' }, slip.petitionNo),
        h('dt', {}, text.slip.code),
        h('dd', { class: 'slip-code' }, groupCode(slip.queryCode)),
      ),
      qrImage(slipLink(slip, publicUrl)),
      h('p', { class: 'slip-scan' }, publicUrl === '' ? text.slip.scanNumber : text.slip.scan),
      ...texts
        .filter((line) => !line.includes(groupCode(slip.queryCode)))
        .map((line) => h('p', { class: 'slip-text' }, line)),
      h('p', { class: 'slip-keep' }, text.slip.keep),
    ),
    h('div', { class: 'slip-actions' }, print, done),
    h('p', { class: 'slip-clears' }, text.slip.clears),
  );
}

function qrImage(content: string): SVGSVGElement {
  const { size, data } = encode(content, { ecc: 'M', border: 3 });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('class', 'slip-qr');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', text.slip.scan);
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(SVG, 'path');
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute('d', dark.join(''));
  svg.append(path);
  return svg;
}
