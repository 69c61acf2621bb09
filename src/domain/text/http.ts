/** Sentences people read outside the conversation: error answers, plain pages, the start-up lines. */

const TITLES: Readonly<Record<number, string>> = {
  400: '请求有误',
  401: '请先登录',
  403: '不能这样访问',
  404: '没有找到',
  405: '不支持这种请求',
  409: '内容已经变了',
  410: '已经失效',
  413: '内容太大',
  414: '地址太长',
  415: '格式不支持',
  422: '内容不符合要求',
  429: '请稍候再试',
  500: '服务出错',
  503: '服务正忙',
};

const DETAILS: Readonly<Record<number, string>> = {
  400: '发来的内容不完整,或者格式不对。',
  401: '登录后才能继续。',
  403: '没有权限,或者请求来自别的网站。',
  404: '没有这个地址,或者内容已经移走。',
  405: '这个地址不支持这种请求。',
  409: '别人刚刚改过同一内容,请刷新后再试。',
  410: '这个链接已经失效。',
  413: '内容太大,请分几次发送。',
  414: '地址太长。',
  415: '不支持这种格式。',
  422: '有的内容不符合要求,请检查后再发。',
  500: '不是您的问题。请过一会儿再试,还不行就把下面的编号告诉工作人员。',
  503: '现在人多,请过一会儿再试。',
};

/** Short title of an HTTP status, in Chinese. */
export function problemTitle(status: number): string {
  return TITLES[status] ?? (status < 500 ? '请求有误' : '服务出错');
}

/** One or two plain sentences on an HTTP status: what it means for the reader and what to do. */
export function problemDetail(status: number): string {
  return DETAILS[status] ?? problemDetail(status < 500 ? 400 : 500);
}

/** Too many requests from one address; `seconds` until the next is answered. */
export function tooManyRequests(seconds: number): string {
  return `这个网络发来的请求太多,请过${seconds}秒再试。`;
}

export const brand = '信访通';

/** What `/console` shows until the staff console exists. */
export const consolePage = {
  title: '工作台',
  paragraphs: ['工作人员的工作台还没有建好。', '群众请打开网上对话。'],
  links: [
    { href: '/docs', label: '接口说明' },
    { href: '/chat', label: '网上对话' },
  ],
};

export const errorPageLink = { href: '/chat', label: '回到网上对话' };

/** The request's id, so that a person can name it to the staff. */
export function requestLine(id: string): string {
  return `编号:${id}`;
}

/** Printed at the start; each address is a line of its own. */
/** Said by the start and the API docs while the store holds the sample county. */
export const sampleNotice =
  '示例数据:这里的单位、地址和电话是编的,登记的事不会真的办理。去掉它:npm run sample:remove';

export const startUp = {
  heading: '信访通已启动',
  chat: '网上对话 chat',
  apiDocs: '接口说明 API docs',
  console: '工作台 console',
};
