import t from 'tap';
import { numberIn, type Service, startService } from '../flows/chat.js';
import {
  answers,
  axeFindings,
  bubbles,
  connected,
  openScreen,
  say,
  smallTargets,
  withBrowser,
} from './chromium.js';

/** One grey pixel as PNG. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaGj4DwAEhQGBWwpYWQAAAABJRU5ErkJggg==',
  'base64',
);

let service: Service;
t.before(async () => {
  service = await startService({ SAMPLE_DATA: 'on' });
});
t.teardown(() => service.stop());

await withBrowser(t, async (browser) => {
  await t.test('somebody new is greeted, and axe finds nothing', async (t) => {
    const { page, context, faults } = await openScreen(browser, `${service.origin}/chat`);
    await connected(page);
    t.match((await bubbles(page)).join(), /有事直接说/);
    t.equal(await page.locator('.choice').count(), 5);
    t.ok(await page.isVisible('#sample'), 'the sample data are named');
    t.same(await axeFindings(page), []);
    t.same(await smallTargets(page), []);
    t.same(faults, []);
    await context.close();
  });

  await t.test('a petition is filed by typing and tapping, and axe finds nothing on the way', async (t) => {
    const { page, context, faults } = await openScreen(browser, `${service.origin}/chat`);
    await connected(page);
    await page.tap('.choice >> text=我要信访');
    await page.waitForSelector('.from-bot >> nth=1');
    await say(page, '石横镇石横一村东头路灯坏了三个月');
    await say(page, '王建国13805380000 住石横镇石横一村');
    t.match((await bubbles(page)).at(-1), /请您核对/);
    t.same(await axeFindings(page), []);
    t.same(await smallTargets(page), []);
    await page.tap('.choice >> text=提交');
    await page.waitForSelector('.bubble >> text=已登记');
    t.ok(numberIn((await bubbles(page)).join('\n')));
    t.equal(await page.locator('.choice').count(), 0, 'choices already used cannot be tapped again');
    t.same(faults, []);
    await context.close();
  });

  await t.test('a tapped choice reads as on its button, and its value is what is sent', async (t) => {
    const { page, context } = await openScreen(browser, `${service.origin}/chat`);
    await connected(page);
    const sent: string[] = [];
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
    await page.reload();
    await connected(page);
    await say(page, '石横镇石横一村东头路灯坏了三个月');
    await say(page, '王建国13805380000 住石横镇石横一村');
    await page.tap('.choice >> text=看须知');
    await answers(page, 4);
    t.same(await page.locator('.from-me .bubble').last().innerText(), '看须知');
    t.match(sent.at(-1), /"text":"须知"/);
    await context.close();
  });

  await t.test(
    'a reload shows the same conversation once, with its choices and the words being written',
    async (t) => {
      const { page, context } = await openScreen(browser, `${service.origin}/chat`);
      await connected(page);
      await say(page, '桃园镇东里村的自来水停了五天');
      await page.fill('#field', '李小满 138');
      const { texts, choices } = {
        texts: await bubbles(page),
        choices: await page.locator('.choice').allInnerTexts(),
      };
      await page.reload();
      await connected(page);
      await page.waitForSelector('.choice');
      t.same(
        await bubbles(page),
        texts.filter((words) => !words.includes('这里是信访通')),
      );
      t.same(await page.locator('.choice').allInnerTexts(), choices);
      t.equal(await page.inputValue('#field'), '李小满 138');
      await context.close();
    },
  );

  await t.test(
    'letters are at least 18 points after one tap, also after a reload, and axe finds nothing',
    async (t) => {
      const { page, context } = await openScreen(browser, `${service.origin}/chat`, {
        width: 320,
        height: 640,
      });
      await connected(page);
      await page.tap('#large');
      await page.reload();
      await connected(page);
      const size = await page.evaluate<number>(
        "Number.parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)",
      );
      t.ok(size >= 24, `${size} px`);
      t.equal(await page.getAttribute('#large', 'aria-pressed'), 'true');
      t.same(await axeFindings(page), []);
      t.same(await smallTargets(page), []);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      t.ok(overflow <= 0, 'nothing sticks out at 320 pixels');
      await context.close();
    },
  );

  await t.test('the keyboard alone is enough', async (t) => {
    const { page, context } = await openScreen(browser, `${service.origin}/chat`, {
      width: 1280,
      height: 800,
    });
    await connected(page);
    await page.focus('.choice >> nth=4');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.from-bot >> nth=1');
    t.equal(await page.locator('#field:focus').count(), 1, 'the focus is not lost');
    await page.keyboard.type('菜单');
    await page.keyboard.press('Shift+Enter');
    t.equal(await page.inputValue('#field'), '菜单\n');
    await context.close();
  });

  await t.test('the Enter that ends an input method’s composition does not send', async (t) => {
    const { page, context } = await openScreen(browser, `${service.origin}/chat`);
    await connected(page);
    await page.fill('#field', '路灯');
    await page.dispatchEvent('#field', 'keydown', { key: 'Enter', isComposing: true });
    t.equal(await page.inputValue('#field'), '路灯');
    t.equal(await page.locator('.from-me').count(), 0);
    await context.close();
  });

  await t.test(
    'several pictures are previewed, sent one by one and become part of the petition',
    async (t) => {
      const { page, context, faults } = await openScreen(browser, `${service.origin}/chat`);
      await connected(page);
      await say(page, '石横镇石横一村东头路灯坏了三个月');
      await page.tap('#pictures');
      const picture = (name: string) => ({ name, mimeType: 'image/png', buffer: PIXEL });
      await page.setInputFiles('#album', [picture('a.png'), picture('b.png')]);
      t.equal(await page.locator('#preview img').count(), 2);
      t.same(await axeFindings(page), []);
      await page.tap('.send');
      await answers(page, 4);
      t.equal(await page.locator('.from-me .picture img').count(), 2);
      await say(page, '王建国13805380000 住石横镇石横一村');
      t.match((await bubbles(page)).at(-1), /照片和材料 2 份/);
      t.same(faults, []);
      await context.close();
    },
  );

  await t.test('mark-up that somebody writes is shown as written', async (t) => {
    const { page, context, faults } = await openScreen(browser, `${service.origin}/chat`);
    await connected(page);
    const nasty = '<img src=x onerror=alert(1)><b>路灯坏了</b>';
    await say(page, nasty);
    t.equal(await page.locator('.from-me .bubble').innerText(), nasty);
    t.equal(await page.locator('#log .bubble img').count(), 0);
    t.same(faults, []);
    await context.close();
  });

  await t.test('退出 answers, clears the device and begins anew as somebody else', async (t) => {
    const { page, context } = await openScreen(browser, `${service.origin}/chat`);
    await connected(page);
    await say(page, '桃园镇东里村的自来水停了五天');
    await say(page, '退出');
    await page.waitForSelector('#again:not([hidden])');
    const farewell = (await bubbles(page)).join();
    t.match(farewell, /已退出/);
    t.notMatch(farewell, /自来水/);
    t.equal(await page.evaluate<number>('localStorage.length'), 0);
    await page.tap('#again');
    await connected(page);
    t.notMatch((await bubbles(page)).join(), /自来水/);
    await context.close();
  });
});
