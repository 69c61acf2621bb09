import fc from 'fast-check';
import t from 'tap';
import { readDelivery } from '../../../src/channels/official-account/delivery.js';
import { reservedFileId, toInbound } from '../../../src/channels/official-account/inbound.js';
import { menuButtons } from '../../../src/channels/official-account/menu.js';
import { textReply } from '../../../src/channels/official-account/passive-reply.js';
import { cdata, parseXml, textOf } from '../../../src/channels/official-account/xml.js';
import { event, message, text } from '../../stand-ins/wechat-messages.js';

const at = new Date('2026-11-24T00:00:00Z');
const inbound = (xml: string) => toInbound(readDelivery(xml), at);

for (const bad of [
  '',
  'hello',
  '<xml><A>1</xml>',
  '<xml></xml>junk',
  '<other><A>1</A></other>',
  '<xml>1</xml>',
  '<!DOCTYPE a><xml><A>1</A></xml>',
  '<!doctype a [<!ENTITY b "c">]><xml><A>&b;</A></xml>',
  '<xml><!ENTITY b "c"><A>1</A></xml>',
  '<xml><!-- <![CDATA[ --><!DOCTYPE a><!-- ]]> --><A>1</A></xml>',
  `<xml>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</xml>`,
  '<xml><__proto__><polluted>1</polluted></__proto__></xml>',
]) {
  t.test(`refused as XML: ${bad.slice(0, 50)}`, async (t) => {
    t.throws(() => readDelivery(bad), { code: 'bad_xml' });
    t.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
}

t.test('a person may write markup and declarations; they stay words', async (t) => {
  for (const words of [
    '<!DOCTYPE html>',
    '<!ENTITY a "b">',
    '&lt;b&gt; &amp; <script>',
    ' 两头有空格 ',
    '{"$ne":1}',
  ]) {
    t.equal(inbound(text(words))?.text, words);
  }
});

/** Any code units, also halves of a pair, and what XML gives a meaning of its own. */
const anyWords = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\r\n\t ]>[<!&;', ']]>', '<![CDATA[', '\ud83d', '\ude00', '\ufffe'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

/** Whether XML 1.0 §2.2 allows the character at all. */
function canBeWritten(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    [0x9, 0xa, 0xd].includes(code) ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    code >= 0x10000
  );
}

t.test('any text written into a reply is read out of it again', async (t) => {
  fc.assert(
    fc.property(anyWords, (words) => {
      const read = textOf(parseXml(textReply('o', 'gh', words, at)), 'Content');
      return read === [...words].filter(canBeWritten).join('').replaceAll(/\r\n?/g, '\n');
    }),
    { numRuns: 1000 },
  );
  t.equal(cdata('a]]>b'), '<![CDATA[a]]]]><![CDATA[>b]]>');
});

t.test('a 64-bit MsgId keeps all its digits', async (t) => {
  t.equal(inbound(text('x', { msgId: '12345678901234567890' }))?.id, '12345678901234567890');
});

t.test('every kind of message becomes the neutral message it is', async (t) => {
  const media = '<MediaId><![CDATA[m1]]></MediaId><Format>amr</Format>';
  const parts = { from: 'o1', msgId: '77' };
  const fileId = reservedFileId('o1', '77');
  t.match(inbound(text('查询', parts)), {
    channel: 'official_account',
    person: 'o1',
    id: '77',
    text: '查询',
    receivedAt: at,
  });
  t.match(inbound(message('voice', `${media}<Recognition><![CDATA[路灯坏了]]></Recognition>`, parts)), {
    text: '路灯坏了',
    attachments: undefined,
  });
  t.match(inbound(message('voice', media, parts)), { text: '', attachments: [{ fileId, kind: 'audio' }] });
  t.match(inbound(message('image', media, parts)), { attachments: [{ fileId, kind: 'image' }] });
  for (const type of ['video', 'shortvideo']) {
    t.match(inbound(message(type, `${media}<ThumbMediaId>t</ThumbMediaId>`, parts)), {
      attachments: [{ fileId, kind: 'video' }],
    });
  }
  const place = '<Location_X>36.1</Location_X><Location_Y>116.7</Location_Y><Scale>15</Scale>';
  t.match(inbound(message('location', `${place}<Label><![CDATA[石横镇]]></Label>`)), {
    text: '',
    location: '石横镇',
  });
  t.match(inbound(message('location', `${place}<Label></Label>`)), { location: '36.1,116.7' });
  const link =
    '<Title><![CDATA[标题]]></Title><Description><![CDATA[说明]]></Description><Url><![CDATA[http://127.0.0.1/]]></Url>';
  t.match(inbound(message('link', link)), { text: '标题 说明 http://127.0.0.1/' });
  t.match(inbound(message('text', '<Content>好</Content><bizmsgmenuid>提交</bizmsgmenuid>')), {
    text: '提交',
  });
  t.equal(
    readDelivery(message('file', '<Title>a.doc</Title><FileKey>k</FileKey>')).content.type,
    'file_without_media',
  );
  t.match(readDelivery(message('hologram', '')).content, { type: 'ignored', known: false });
});

t.test('every kind of event goes where it belongs', async (t) => {
  const content = (xml: string) => readDelivery(xml).content;
  t.match(inbound(event('subscribe', '<EventKey><![CDATA[qrscene_1]]></EventKey>')), { intent: 'subscribe' });
  t.match(inbound(event('SCAN', '<EventKey>1</EventKey>')), { text: '菜单' });
  t.match(content(event('unsubscribe')), { type: 'unsubscribe' });
  t.match(content(event('VIEW', '<EventKey>http://127.0.0.1</EventKey>')), { type: 'ignored', known: true });
  t.match(content(event('LOCATION', '<Latitude>1</Latitude>')), { type: 'ignored', known: true });
  t.match(content(event('new_thing')), { type: 'ignored', known: false });
  t.match(
    content(event('TEMPLATESENDJOBFINISH', '<MsgID>9</MsgID><Status><![CDATA[failed:user block]]></Status>')),
    {
      reports: [{ kind: 'template', messageId: '9', ok: false, reason: 'failed:user block' }],
    },
  );
  t.match(content(event('MASSSENDJOBFINISH', '<MsgID>9</MsgID><Status><![CDATA[send success]]></Status>')), {
    reports: [{ kind: 'mass', ok: true }],
  });
  const list = (items: string) => `<SubscribeMsgPopupEvent>${items}</SubscribeMsgPopupEvent>`;
  const item = (id: string, status: string) =>
    `<List><TemplateId><![CDATA[${id}]]></TemplateId><SubscribeStatusString><![CDATA[${status}]]></SubscribeStatusString></List>`;
  t.match(
    content(
      event(
        'subscribe_msg_popup_event',
        list(item('t1', 'accept') + item('t2', 'reject') + item('$bad.id', 'accept')),
      ),
    ),
    {
      grants: [
        { templateId: 't1', change: 'granted' },
        { templateId: 't2', change: 'refused' },
      ],
    },
  );
  const sent =
    '<SubscribeMsgSentEvent><List><TemplateId>t1</TemplateId><MsgID>5</MsgID><ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>';
  t.match(content(event('subscribe_msg_sent_event', sent)), {
    reports: [{ kind: 'subscription', messageId: '5', ok: true }],
  });
});

t.test('events are the same by person, time, name and key', async (t) => {
  const id = (key: string, createTime: number) =>
    readDelivery(event('CLICK', `<EventKey><![CDATA[${key}]]></EventKey>`, { createTime })).id;
  t.equal(id('guide', 5), 'event:5:CLICK:guide');
  t.not(id('guide', 5), id('guide', 6));
  t.not(id('guide', 5), id('rate', 5));
});

t.test('the menu keeps the platform’s limits and its keys are intents the channel hands on', async (t) => {
  const menu = menuButtons();
  t.equal(menu.length, 3);
  for (const { name, sub_button: items = [] } of menu) {
    t.ok(name.length <= 4 && items.length >= 1 && items.length <= 5, name);
    for (const item of items) {
      t.ok(item.name.length <= 7, item.name);
      const click = event('CLICK', `<EventKey><![CDATA[${item.key}]]></EventKey>`);
      t.equal(inbound(click)?.intent, item.key);
    }
  }
  t.same(
    menu.map(({ name }) => name),
    ['我要信访', '查询办理', '信访服务'],
  );
  t.equal(inbound(event('CLICK', '<EventKey>drop_tables</EventKey>')), undefined);
});

for (const missing of ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType']) {
  t.test(`a document without ${missing} is refused`, async (t) => {
    const xml = text('x').replace(new RegExp(`<${missing}>.*?</${missing}>`), '');
    t.throws(() => readDelivery(xml), { code: 'bad_xml' });
    const twice = text('x').replace(new RegExp(`(<${missing}>.*?</${missing}>)`), '$1$1');
    t.throws(() => readDelivery(twice), { code: 'bad_xml' }, 'or given twice');
  });
}
