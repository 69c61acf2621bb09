import t from 'tap';
import { numberIn, type Service, startService } from './chat.js';

let service: Service;
t.before(async () => {
  service = await startService();
});
t.teardown(() => service.stop());

t.test('an agent is asked for both names, and a relation is no name', async (t) => {
  const visitor = await service.visitor();
  const asked = await visitor.say('我替我妈反映,石横镇石横一村她的低保停了');
  t.match(asked.all, /母亲叫什么名字/);
  await visitor.say('1');
  t.match((await visitor.say('我妈叫王桂花')).all, /您自己叫什么名字/);
  const named = await visitor.say('李小玲');
  t.match(named.all, /您自己的手机号/);
  await visitor.say('13805380000');
  t.match((await visitor.say('石横一村')).all, /本人的同意/);
  t.match((await visitor.say('请打电话问本人')).all, /母亲的电话/);
  t.match((await visitor.say('13900001111')).all, /替母亲王桂花反映/);
  t.ok(numberIn((await visitor.say('提交')).all));
});
