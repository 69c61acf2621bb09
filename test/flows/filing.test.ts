import t from 'tap';
import { codeIn, fileLamp, numberIn, type Service, startService } from './chat.js';

let service: Service;
t.before(async () => {
  service = await startService();
});
t.teardown(() => service.stop());

t.test('a petition is filed in three messages, corrected on the way', async (t) => {
  const visitor = await service.visitor();
  const first = await visitor.say('我们石横镇石横一村东头路灯坏了三个月,晚上老人摔了两次,找村里也没人管');
  t.match(first.all, /先看伤/, 'the injury is spoken to first');
  t.match(first.all, /石横镇石横一村东头,路灯坏了三个月,老人摔了两次,找村里没人管。/);
  t.match(first.all, /姓名、手机、住哪个村/);
  const second = await visitor.say('王建国13805380000 就住石横 不过坏的是石横三村的灯');
  t.match(second.all, /已改成石横镇石横三村/);
  t.match(second.all, /王建国 138\*{4}0000 住石横镇/);
  t.notMatch(second.all, /13805380000/, 'the number is masked');
  t.match(second.all, /住哪个村/);
  const third = await visitor.say('石横三村 提交');
  t.match(third.all, /已登记。编号 XF370983-20261124-\d{4}/);
  t.match(third.all, /12月9日\(含\)前转给负责单位\(《信访工作条例》第22条\)/);
  t.match(third.all, /15日内书面告知您/);
  const status = await visitor.say('查询');
  t.match(status.all, new RegExp(numberIn(third.all)));
  t.match(status.all, /下一步:12月9日/);
});

t.test('after closing the browser and a restart the status is still there', async (t) => {
  const visitor = await service.visitor();
  const { petitionNo } = await fileLamp(visitor);
  await service.restart();
  const back = await service.visitor({ cookie: visitor.cookie });
  t.match((await back.say('查询')).all, petitionNo);
});

t.test('a dialog goes on where it was after a restart', async (t) => {
  const visitor = await service.visitor();
  await visitor.say('桃园镇后韩村的自来水停了五天');
  await visitor.say('李小满');
  await service.restart();
  const back = await service.visitor({ cookie: visitor.cookie });
  await back.say('13800001234');
  const readBack = await back.say('住后韩村');
  t.match(readBack.all, /李小满 138\*{4}1234 住桃园镇后韩村/);
});

t.test('somebody who leaves no name is told once what it costs, and is registered', async (t) => {
  const visitor = await service.visitor();
  await visitor.say('安驾庄镇下江村的路塌了个大坑');
  const cost = await visitor.say('不留姓名');
  t.match(cost.all, /没法书面告知您结果\(第23条\)/);
  const filed = await visitor.say('提交');
  t.ok(numberIn(filed.all));
});

t.test('the code that comes with the number opens it elsewhere, a wrong one does not', async (t) => {
  const { petitionNo, queryCode } = await fileLamp(await service.visitor());
  const other = await service.visitor();
  await other.say('查询');
  await other.say('用编号查');
  await other.say(petitionNo);
  const wrong = await other.say('0000000000');
  t.match(wrong.all, /对不上/);
  await other.say('用编号查');
  await other.say(petitionNo);
  t.match((await other.say(queryCode)).all, /已登记/);
});

t.test('the answer to a wrong code and to a number that does not exist is the same', async (t) => {
  const { petitionNo } = await fileLamp(await service.visitor());
  const answers: string[] = [];
  for (const number of [petitionNo, 'XF370983-20261124-9998']) {
    const other = await service.visitor();
    await other.say('用编号查');
    await other.say(number);
    answers.push((await other.say('1234567890')).all);
  }
  t.equal(answers[0], answers[1]);
});

t.test('a claim and a report of wrongdoing become two petitions with numbers of their own', async (t) => {
  const visitor = await service.visitor();
  const first = await visitor.say('潮泉镇柳沟村把俺家低保停了,要求恢复低保。村支书还把修路的钱贪污了');
  t.match(first.all, /两件事/);
  t.match(first.all, /单独保密/);
  await visitor.say('可以');
  await visitor.say('不留姓名');
  const filed = await visitor.say('提交');
  const numbers = filed.all.match(/XF370983-\d{8}-\d{4}/g) ?? [];
  t.equal(new Set(numbers).size, 2);
  t.ok(codeIn(filed.all));
  const list = await visitor.say('查询');
  t.equal(list.choices.length, 2);
});

t.test('the same matter again is offered to be added to the open petition', async (t) => {
  const visitor = await service.visitor();
  const { petitionNo } = await fileLamp(visitor);
  const again = await visitor.say('石横镇石横一村东头路灯坏了三个月还是没人修');
  t.match(again.all, petitionNo);
  const added = await visitor.say('1');
  t.match(added.all, /已补充/);
});

t.test('a message delivered three times has one effect and one answer', async (t) => {
  const visitor = await service.visitor();
  await visitor.say('湖屯镇张店村垃圾没人清,臭得很');
  await visitor.say('不留姓名');
  const replies = await Promise.all([1, 2, 3].map(() => visitor.say('提交', { id: 'submit-once' })));
  t.equal(new Set(replies.map(({ all }) => all)).size, 1);
  const status = await visitor.say('查询');
  t.match(status.all, numberIn(replies[0]?.all ?? ''), 'one petition, shown at once');
});

t.test("another visitor's message id gets nothing of theirs", async (t) => {
  const one = await service.visitor();
  await one.say('我叫王建国,我想反映石横一村的路灯坏了', { id: 'shared-id' });
  const two = await service.visitor();
  const reply = await two.say('菜单', { id: 'shared-id' });
  t.notMatch(reply.all, /路灯/);
});

t.test('hostile texts are stored as said and shown harmless', async (t) => {
  const visitor = await service.visitor();
  const nasty =
    '{"$gt":""} <script>alert(1)</script> \u202Eabc \u0000\u0007 🚧 王庄镇王庄村的桥塌了 $where: 1';
  const first = await visitor.say(nasty);
  t.ok(first.texts.length > 0);
  const long = await visitor.say(`还有${'路坏了没人修。'.repeat(1000)}`);
  t.ok(long.texts.length > 0);
  const history = await visitor.history();
  t.equal(history[0]?.texts[0], nasty);
});
