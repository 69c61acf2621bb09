import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The machine's Chromium, or undefined where there is none. */
export const browserPath = CANDIDATES.find((path) => existsSync(path));

/**
 * Runs browser tests. Without a browser the file passes and says so, unless `REQUIRE_BROWSER=yes`
 * (`npm run test:browser`) makes the missing browser a failure.
 */
export async function withBrowser(t: Test, tests: (browser: Browser) => Promise<void>): Promise<void> {
  if (browserPath === undefined) {
    const missing = `no Chromium at ${CANDIDATES.join(', ')}: the page was NOT tried in a browser`;
    console.error(missing);
    t.ok(process.env['REQUIRE_BROWSER'] !== 'yes', missing);
    return;
  }
  const browser = await chromium.launch({ executablePath: browserPath, args: ARGS });
  try {
    await tests(browser);
  } finally {
    await browser.close();
  }
}

export interface Screen {
  page: Page;
  context: BrowserContext;
  /** What went wrong in the page: uncaught errors and refusals by the content security policy. */
  faults: string[];
}

export const PHONE = { width: 360, height: 740 };

/** A fresh visitor's browser window. */
export async function openScreen(browser: Browser, url: string, viewport = PHONE): Promise<Screen> {
  const context = await browser.newContext({ viewport, hasTouch: true, locale: 'zh-CN' });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  await page.goto(url);
  return { page, context, faults };
}

/** Waits until the page talks with the service. */
export async function connected(page: Page): Promise<void> {
  await page.waitForSelector('html:not(.offline) .entry');
}

/** Types a message, sends it and waits for the next answer, slip or farewell. */
export async function say(page: Page, words: string): Promise<void> {
  const before = await page.locator('.from-bot').count();
  await page.fill('#field', words);
  await page.press('#field', 'Enter');
  const next = page.locator('.from-bot').nth(before);
  await next.or(page.locator('.slip')).or(page.locator('#again:visible')).first().waitFor();
}

/** Waits until this many answers are shown. */
export async function answers(page: Page, count: number): Promise<void> {
  await page
    .locator('.from-bot')
    .nth(count - 1)
    .waitFor();
}

/** What axe finds wrong with the page as it stands, one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Added by the debugger's protocol, which the page's content security policy does not bar.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** Tappable things on the screen that are smaller than 60 × 60. */
export async function smallTargets(page: Page): Promise<string[]> {
  const targets = await page.locator('button:visible, textarea:visible, .tool:visible').all();
  const measured = await Promise.all(
    targets.map(async (target) => ({ box: await target.boundingBox(), words: await target.textContent() })),
  );
  return measured
    .filter(({ box }) => box && (box.width < 59.5 || box.height < 59.5))
    .map(({ box, words }) => `${words} ${box?.width}×${box?.height}`);
}

/** All texts in the log, in order. */
export async function bubbles(page: Page): Promise<string[]> {
  return page.locator('#log .bubble').allInnerTexts();
}
