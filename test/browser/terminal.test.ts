import type { Page } from 'playwright-core';
import t from 'tap';
import { type Service, startService } from '../flows/chat.js';
import { axeFindings, bubbles, connected, openScreen, say, smallTargets, withBrowser } from './chromium.js';

const TALL = { width: 1080, height: 1920 };

let service: Service;
t.before(async () => {
  service = await startService();
});
t.teardown(() => service.stop());

async function begin(page: Page): Promise<void> {
  await page.tap('#begin');
  await connected(page);
}

async function fileLamp(page: Page): Promise<void> {
  await say(page, '石横镇石横一村东头路灯坏了三个月');
  await say(page, '王建国13805380000 住石横镇石横一村');
  await say(page, '提交');
  await page.waitForSelector('.slip');
}

/** Everything of the document and the browser's memory that the next visitor could find. */
function traces(page: Page): Promise<string> {
  return page.evaluate<string>(`[
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll('textarea, input')].map((field) => field.value),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
  ].join()`);
}

await withBrowser(t, async (browser) => {
  await t.test('the start screen and the chat behind it are found faultless by axe', async (t) => {
    const { page, context, faults } = await openScreen(browser, `${service.origin}/chat?terminal=1`, TALL);
    await page.waitForSelector('#start:not([hidden])');
    t.same(await axeFindings(page), []);
    await begin(page);
    t.same(await axeFindings(page), []);
    t.same(await smallTargets(page), []);
    t.same(faults, []);
    await context.close();
  });

  await t.test('a submission shows a slip with number, code and QR code, made for paper', async (t) => {
    const { page, context, faults } = await openScreen(browser, `${service.origin}/chat?terminal=1`, TALL);
    await begin(page);
    await fileLamp(page);
    t.match(await page.innerText('.slip-number'), /^XF370983-\d{8}-\d{4}$/);
    t.match(await page.innerText('.slip-code'), /^\d{3}-\d{3}-\d{4}$/);
    t.ok(await page.isVisible('.slip-qr path'));
    t.same(await bubbles(page), [], 'the conversation is gone from the screen');
    t.same(await axeFindings(page), []);
    await page.emulateMedia({ media: 'print' });
    t.ok(await page.isVisible('.slip-code'));
    t.notOk(await page.isVisible('.slip-actions'));
    t.notOk(await page.isVisible('header'));
    t.same(faults, []);
    await context.close();
  });

  await t.test('the second visitor finds nothing of the first after the slip', async (t) => {
    const { page, context } = await openScreen(browser, `${service.origin}/chat?terminal=1`, TALL);
    await begin(page);
    await fileLamp(page);
    const first = await context.cookies();
    const [petitionNo, code] = [await page.innerText('.slip-number'), await page.innerText('.slip-code')];
    await page.tap('.slip-actions button >> nth=1');
    await page.waitForSelector('#start:not([hidden])');
    for (const trace of [petitionNo, code, '路灯', '王建国', '13805380000']) {
      t.notOk((await traces(page)).includes(trace), `no ${trace}`);
    }
    await begin(page);
    t.not((await context.cookies())[0]?.value, first[0]?.value, 'the cookie is another');
    t.notMatch((await bubbles(page)).join(), /路灯|王建国/);
    await say(page, '查询');
    t.notMatch((await bubbles(page)).join(), petitionNo);
    await context.close();
  });

  await t.test('结束 clears the screen, the input and the draft at once', async (t) => {
    const { page, context } = await openScreen(browser, `${service.origin}/chat?terminal=1`, TALL);
    await begin(page);
    await say(page, '桃园镇东里村的自来水停了五天');
    await page.fill('#field', '王建国13805380000');
    await page.tap('#finish');
    await page.waitForSelector('#start:not([hidden])');
    t.notMatch(await traces(page), /自来水|王建国/);
    await begin(page);
    t.equal(await page.inputValue('#field'), '');
    await say(page, '我的草稿');
    t.notMatch((await bubbles(page)).join(), /自来水/);
    await context.close();
  });

  await t.test(
    'after 75 still seconds it asks, an answer keeps the visitor, 90 clear the screen',
    async (t) => {
      const context = await browser.newContext({ viewport: TALL, hasTouch: true });
      const page = await context.newPage();
      await page.clock.install();
      await page.goto(`${service.origin}/chat?terminal=1`);
      await begin(page);
      await say(page, '石横镇石横一村东头路灯坏了三个月');
      await page.clock.runFor(70_000);
      t.notOk(await page.isVisible('#still-there'));
      await page.clock.runFor(6_000);
      t.ok(await page.isVisible('#still-there'));
      t.match(await page.innerText('#seconds'), /1[345]秒/);
      t.same(await axeFindings(page), []);
      await page.tap('#still-yes');
      t.notOk(await page.isVisible('#still-there'));
      t.match((await bubbles(page)).join(), /路灯/);
      await page.clock.runFor(91_000);
      t.ok(await page.isVisible('#start'));
      t.notMatch(await traces(page), /路灯/);
      await context.close();
    },
  );

  await t.test('going back in the browser shows nothing of the visitor before', async (t) => {
    const { page, context } = await openScreen(browser, `${service.origin}/chat?terminal=1`, TALL);
    await begin(page);
    await say(page, '石横镇石横一村东头路灯坏了三个月');
    await page.goto(`${service.origin}/healthz`);
    await page.goBack();
    await page.waitForSelector('#start:not([hidden])');
    t.notMatch(await traces(page), /路灯/);
    await context.close();
  });
});
