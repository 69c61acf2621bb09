import t from 'tap';
import { answers, bubbles, connected, openScreen, say, withBrowser } from './chromium.js';
import { startAtOneAddress } from './service-at-one-address.js';

await withBrowser(t, async (browser) => {
  await t.test(
    'what is written while the service is away arrives once, in order, when it is back',
    async (t) => {
      const service = await startAtOneAddress();
      t.teardown(() => service.stop());
      const { page, context } = await openScreen(browser, `${service.origin}/chat`);
      await connected(page);
      await say(page, '石横镇石横一村东头路灯坏了三个月');
      await service.goAway();
      await page.waitForSelector('html.offline');
      for (const words of ['王建国', '13805380000']) {
        await page.fill('#field', words);
        await page.press('#field', 'Enter');
      }
      t.match(await page.locator('.from-me .state').allInnerTexts(), [/等待/, /等待/]);
      await page.goto('about:blank');
      await service.comeBack();
      await page.goto(`${service.origin}/chat`);
      await answers(page, 3);
      await say(page, '住石横镇石横一村');
      const all = await bubbles(page);
      const mine = await page.locator('.from-me .bubble').allInnerTexts();
      t.same(mine, ['石横镇石横一村东头路灯坏了三个月', '王建国', '13805380000', '住石横镇石横一村']);
      t.match(all.at(-1), /王建国 138\*{4}0000 住石横镇石横一村/);
      t.equal(await page.locator('.from-me .state').count(), 0, 'nothing is left unanswered');
      await context.close();
    },
  );

  await t.test(
    'without a network the page says so at once, and sends what waits when it returns',
    async (t) => {
      const service = await startAtOneAddress();
      t.teardown(() => service.stop());
      const { page, context } = await openScreen(browser, `${service.origin}/chat`);
      await connected(page);
      await context.setOffline(true);
      await page.waitForSelector('html.offline');
      await page.fill('#field', '菜单');
      await page.press('#field', 'Enter');
      t.match(await page.locator('.from-me .state').innerText(), '等待发送');
      await context.setOffline(false);
      await answers(page, 2);
      t.equal(await page.locator('.from-me').count(), 1);
      t.equal(await page.locator('.from-me .state').count(), 0);
      await context.close();
    },
  );

  await t.test('an open page comes back by itself after a restart and repeats nothing', async (t) => {
    const service = await startAtOneAddress();
    t.teardown(() => service.stop());
    const { page, context } = await openScreen(browser, `${service.origin}/chat`);
    await connected(page);
    await say(page, '桃园镇东里村的自来水停了五天');
    const before = await bubbles(page);
    await service.goAway();
    await page.waitForSelector('html.offline');
    await page.fill('#field', '李小满');
    await page.press('#field', 'Enter');
    await service.comeBack();
    await answers(page, 3);
    const after = await bubbles(page);
    t.same(after.slice(0, before.length), before);
    t.equal(after[before.length], '李小满');
    t.equal(after.filter((words) => words === '李小满').length, 1);
    await page.reload();
    await connected(page);
    t.same(
      await bubbles(page),
      after.filter((words) => !words.includes('这里是信访通')),
      'a reload shows the same',
    );
    await context.close();
  });
});
