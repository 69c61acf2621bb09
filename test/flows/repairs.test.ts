import t from 'tap';
import { numberIn, type Service, startService } from './chat.js';

let service: Service;
t.before(async () => {
  service = await startService();
});
t.teardown(() => service.stop());

const LAMP = '石横镇石横一村东头路灯坏了三个月';

t.test('a wrong village is put right by saying the right one', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  const corrected = await visitor.say('不是石横一村,是三村');
  t.match(corrected.all, /已改成石横镇石横三村/);
});

t.test('a field is changed by its name, with or without the new value', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  await visitor.say('王建国 13805380000 住石横一村');
  const changed = await visitor.say('修改手机 13900001111');
  t.match(changed.all, /139\*{4}1111/);
  const asked = await visitor.say('姓名错了');
  t.match(asked.all, /怎么称呼/);
  const named = await visitor.say('王建军');
  t.match(named.all, /王建军 139/);
});

t.test('返回 takes back the last step', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  await visitor.say('王建国');
  await visitor.say('13805380000');
  const back = await visitor.say('返回');
  t.match(back.all, /手机/);
  await visitor.say('13900002222');
  const readBack = await visitor.say('住石横一村');
  t.match(readBack.all, /139\*{4}2222/);
});

t.test('取消 can be undone within ten minutes and not after', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  await visitor.say('取消');
  service.clock.advance(9 * 60_000);
  const restored = await visitor.say('恢复');
  t.match(restored.all, /已恢复/);
  await visitor.say('取消');
  service.clock.advance(11 * 60_000);
  t.match((await visitor.say('恢复')).all, /没有可以恢复/);
});

t.test('重来 begins again', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  t.match((await visitor.say('重来')).all, /从头来/);
  const other = await visitor.say('桃园镇后韩村的桥塌了');
  t.match(other.all, /桥塌了/);
  t.notMatch(other.all, /路灯/);
});

t.test('a question in the middle is answered and the same question comes back', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  await visitor.say('王建国');
  const why = await visitor.say('为什么要我的电话');
  t.match(why.all, /核实/);
  t.match(why.all, /手机/);
  const village = await visitor.say('会不会让村里知道');
  t.match(village.all, /第30条/);
  t.match(village.all, /手机/);
  const status = await visitor.say('查询');
  t.match(status.all, /手机/);
});

t.test('somebody gone for days is welcomed back with a recap', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  service.clock.advance(3 * 86_400_000);
  const back = await visitor.say('王建国');
  t.match(back.all, /您回来了/);
  t.match(back.all, /路灯坏了三个月/);
});

t.test('the story may come in several messages, with photos in the middle', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  const more = await visitor.say('还有村口的路也塌了一块,下雨没法走');
  t.match(more.all, /记下了/);
  const fileId = await visitor.upload(PHOTO);
  const photo = await visitor.say('', { fileId });
  t.match(photo.all, /收到 1 份/);
  await visitor.say('王建国 13805380000 住石横一村');
  const filed = await visitor.say('提交');
  t.ok(numberIn(filed.all));
});

t.test('the same question never comes a third time without another way', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  const asked: string[] = [];
  for (const text of ['嗯哪', '哦哦哦', '啊这']) asked.push((await visitor.say(text)).all);
  t.equal(new Set(asked).size, asked.length);
  const last = await visitor.say('呃');
  t.ok(
    last.choices.some(({ value }) => value === '人工'),
    'a person is offered',
  );
});

t.test('an ambiguous village leads to a question, answered by a digit', async (t) => {
  const visitor = await service.visitor();
  const asked = await visitor.say('李庄村的自来水停了一个星期');
  t.equal(asked.choices.length, 3);
  const chosen = await visitor.say('2');
  t.match(chosen.all, /姓名/);
  await visitor.say('不留姓名');
  t.match((await visitor.say('提交')).all, /已登记/);
});

t.test('人工 is honest about when somebody answers, and the filing goes on', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  const person = await visitor.say('人工');
  t.match(person.all, /已记下您的请求/);
  t.notMatch(person.all, /已请工作人员|提醒/);
  t.notMatch(person.all, /联系您/);
  t.match(person.all, /姓名/);
});

t.test('danger is answered first and nobody is said to have come', async (t) => {
  const visitor = await service.visitor();
  const reply = await visitor.say('我不想活了,农药都准备好了');
  t.match(reply.texts[0] ?? '', /120/);
  t.notMatch(reply.all, /已请值班同志联系您|提醒值班|已接手/);
});

t.test('an unsent draft is announced once and then erased', async (t) => {
  const visitor = await service.visitor();
  await visitor.say(LAMP);
  service.clock.advance(8 * 86_400_000);
  const back = await visitor.say('我的草稿');
  t.match(back.all, /您回来了/, 'the sweep has not run yet, nothing is lost early');
});

/** The smallest JPEG that is one by its bytes. */
const PHOTO = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);
