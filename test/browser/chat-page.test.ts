import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import t from 'tap';
import type { InboundMessage, Reply } from '../../src/bot/message.js';
import { aCore, anApp } from '../channels/web-chat/an-app.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const required = process.env['REQUIRE_BROWSER'] === 'yes';
const axeScript = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const script = (message: InboundMessage): Reply => {
  if (message.text === '提交') {
    return {
      texts: ['已登记。编号 XF370983-20261124-0017'],
      slip: { petitionNo: 'XF370983-20261124-0017', queryCode: '1234567890' },
    };
  }
  const choices = [
    { value: '1', label: '我要信访' },
    { value: '2', label: '查询' },
  ];
  return { texts: [`记下了:${message.text}`, '请选一项,或直接说。'], choices };
};

async function problems(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(axeScript, 'utf8'));
  return page.evaluate(
    'axe.run().then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target).join(" ")))',
  );
}

async function say(page: Page, words: string): Promise<void> {
  await page.fill('#field', words);
  await page.press('#field', 'Enter');
}

if (executablePath === undefined) {
  t.test('the chat page works in a real browser', async (t) => {
    t.comment('no Chromium on this machine: the browser tests did not run');
    t.notOk(required, 'a browser is required (REQUIRE_BROWSER=yes) and none was found');
  });
} else {
  let browser: Browser;
  t.before(async () => {
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    browser = await chromium.launch({ executablePath, args });
  });
  t.teardown(() => browser?.close());

  t.test('a person talks by typing and by choices, with large letters, and axe finds nothing', async (t) => {
    const core = aCore(script, { sampleData: () => true });
    const { app, url } = await anApp(core);
    t.teardown(() => app.close());
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    await page.goto(`${url}/chat`);
    await page.waitForFunction("document.querySelector('#status').textContent === '已连接'");
    t.same(await problems(page), []);
    await say(page, '村东头路灯坏了三个月');
    await page.click('.choice >> nth=1');
    await page.waitForSelector('.from-bot >> nth=1');
    t.same(
      core.taken.map((message) => message.text),
      ['村东头路灯坏了三个月', '2'],
    );
    t.same(await problems(page), []);
    await page.click('#large');
    t.same(await problems(page), []);
    const size = await page.evaluate(
      "parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)",
    );
    t.ok((size as number) >= 24, '18 pt are 24 px');
    await page.setViewportSize({ width: 320, height: 640 });
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
    t.same(errors, []);
    await page.close();
  });

  t.test('after a restart of the service nothing is lost and nothing is shown twice', async (t) => {
    const core = aCore(script);
    const first = await anApp(core);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${first.url}/chat`);
    await say(page, '第一句');
    await page.waitForSelector('.from-bot');
    await first.app.close();
    await page.waitForSelector('.offline');
    await say(page, '断网时说的');
    const second = await anApp(core, Number(new URL(first.url).port));
    t.teardown(() => second.app.close());
    await page.waitForSelector('.from-bot >> nth=1');
    t.same(
      core.taken.map((message) => message.text),
      ['第一句', '断网时说的'],
    );
    await page.reload();
    await page.waitForSelector('.from-bot >> nth=1');
    t.same(await page.locator('.from-me .bubble').allTextContents(), ['第一句', '断网时说的']);
    t.equal(await page.locator('.from-bot').count(), 2);
    await page.close();
  });

  t.test('the terminal shows the slip and leaves nothing to the next visitor', async (t) => {
    const core = aCore(script, { publicUrl: 'https://xinfang.example.gov.cn' });
    const { app, url } = await anApp(core);
    t.teardown(() => app.close());
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(`${url}/chat?terminal=1`);
    await page.waitForSelector('#begin');
    t.same(await problems(page), []);
    await page.click('#begin');
    await say(page, '我的秘密');
    await page.waitForSelector('.from-bot');
    await say(page, '提交');
    await page.waitForSelector('.slip');
    t.equal(await page.textContent('.slip-code'), '123-456-7890');
    t.same(await problems(page), []);
    await page.click('.slip-actions .quiet');
    await page.click('#begin');
    await page.waitForFunction("document.querySelector('#status').textContent === '已连接'");
    const seen = `${await page.content()}${await page.evaluate('JSON.stringify(localStorage)+JSON.stringify(sessionStorage)+document.querySelector("#field").value')}`;
    t.notMatch(seen, /我的秘密|0017|1234567890|123-456-7890/);
    t.equal(core.ended.length >= 1, true);
    t.not(core.ended[0], undefined);
    await say(page, '第二位');
    await page.waitForSelector('.from-bot');
    t.not(core.taken.at(-1)?.person, core.taken[0]?.person);
    await page.close();
  });
}
