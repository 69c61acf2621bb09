import t from 'tap';
import { fileLamp, numberIn, type Service, startService } from './chat.js';

let service: Service;
t.before(async () => {
  service = await startService();
});
t.teardown(() => service.stop());

const WATER = '桃园镇后韩村的自来水停了五天';

t.test('查询 in the middle of a filing shows the petition and keeps the draft', async (t) => {
  const visitor = await service.visitor();
  const { petitionNo } = await fileLamp(visitor);
  await visitor.say(WATER);
  const status = await visitor.say('查询');
  t.match(status.all, petitionNo);
  const next = await visitor.say('我叫李小满');
  t.match(next.all, /手机/);
});

t.test('a small form in between is finished, then the draft goes on', async (t) => {
  const visitor = await service.visitor();
  await fileLamp(visitor);
  await visitor.say(WATER);
  await visitor.say('李小满');
  const small = await visitor.say('更正信息');
  t.match(small.all, /先放着/);
  const done = await visitor.say('电话应该是13900001111');
  t.match(done.all, /工作人员核对后改/);
  t.match(done.all, /手机/, 'the open question of the draft comes back');
});

t.test('a list shown in between is answered by its digits, and one digit goes on', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(WATER);
  const menu = await visitor.say('菜单');
  t.equal(menu.choices.at(-1)?.label, '接着填');
  const on = await visitor.say(String(menu.choices.length));
  t.match(on.all, /姓名/);
});

t.test('提交 inside a sentence submits nothing and cuts nothing', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(WATER);
  await visitor.say('李小满 13800001234 住后韩村');
  const reply = await visitor.say('材料我去年就向村委会提交了');
  t.notMatch(reply.all, /已登记/);
  const filed = await visitor.say('提交');
  t.ok(numberIn(filed.all));
});

t.test('不撤了 finds the petition that is being withdrawn, not the one spoken of last', async (t) => {
  const visitor = await service.visitor();
  const { petitionNo } = await fileLamp(visitor);
  await visitor.say('撤回');
  await visitor.say('事情解决了');
  await visitor.say('提交');
  await visitor.say(WATER);
  await visitor.say('李小满 13800001234 住后韩村');
  await visitor.say('提交');
  const back = await visitor.say('不撤了');
  t.match(back.all, petitionNo);
  t.match(back.all, /接着办/);
});

t.test('the choice 用编号查 leads to number and code, and a wrong code is asked for again', async (t) => {
  const { petitionNo, queryCode } = await fileLamp(await service.visitor());
  const other = await service.visitor();
  const none = await other.say('查询');
  t.equal(none.choices[0]?.value, '用编号查');
  await other.say('1');
  await other.say(petitionNo);
  t.match((await other.say('1111111111')).all, /对不上/);
  t.match((await other.say(queryCode)).all, /已登记/);
});

t.test('giving up is understood in plain words', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(WATER);
  t.match((await visitor.say('拉倒吧俺不办了')).all, /已取消/);
});

t.test('a labelled phone number answers the question for it', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(WATER);
  await visitor.say('李小满');
  const next = await visitor.say('电话13805380000');
  t.notMatch(next.all, /0538-0000000/);
  t.match(next.all, /住/);
});
