import t from 'tap';
import { fileLamp, type Service, startService } from './chat.js';

let service: Service;
t.before(async () => {
  service = await startService();
});
t.teardown(() => service.stop());

t.test(
  'an accusation that comes with name and phone leads to the question whether to file apart',
  async (t) => {
    const visitor = await service.visitor();
    await visitor.say('石横镇石横一村东头路灯坏了三个月');
    const asked = await visitor.say('我叫王建国 13805380000 住石横一村,村支书刘某还贪污了低保款');
    t.match(asked.all, /两件事/);
    const together = await visitor.say('不要分开');
    t.match(together.all, /整件单独保密/);
    const filed = await visitor.say('提交');
    t.match(filed.all, /已单独保密登记/);
    t.notMatch(filed.all, /前转给负责单位/);
  },
);

t.test('an accusation meant as a supplement is not added but filed apart', async (t) => {
  const visitor = await service.visitor();
  await fileLamp(visitor);
  await visitor.say('补充');
  const apart = await visitor.say('村支书贪污了修灯的钱');
  t.match(apart.all, /单独保密登记/);
  t.notMatch(apart.all, /已补充/);
});

t.test('1 beside the guessed wish means yes, not unnamed', async (t) => {
  const visitor = await service.visitor();
  await visitor.say('石横镇石横一村东头路灯坏了三个月');
  const yes = await visitor.say('1');
  t.notMatch(yes.all, /不留姓名也登记/);
  t.match((await visitor.say('王建国 13805380000 本村')).all, /王建国 138\*{4}0000 住石横镇石横一村/);
});
