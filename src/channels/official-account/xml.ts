import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AppError } from '../../errors.js';

/** A platform document: the children of its `<xml>` root, texts as sent (numbers stay strings). */
export type XmlFields = Record<string, unknown>;

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
});

/**
 * Reads a document whose root is `<xml>`. Declarations and comments are refused wherever they could
 * act; inside CDATA they are a person's words and stay.
 * @throws `bad_xml`
 */
export function parseXml(body: string): XmlFields {
  if (declaresSomething(body))
    throw new AppError('bad_xml', 'The body declares a document type, an entity or a comment');
  if (XMLValidator.validate(body) !== true) throw new AppError('bad_xml', 'The body is not well-formed XML');
  const root = parseOrRefuse(body)['xml'];
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    throw new AppError('bad_xml', 'The body has no single <xml> root with elements');
  }
  return root as XmlFields;
}

function parseOrRefuse(body: string): Record<string, unknown> {
  try {
    return parser.parse(body) as Record<string, unknown>;
  } catch (cause) {
    throw new AppError('bad_xml', 'The body is not XML that can be read', { cause });
  }
}

/** Whether a `<!` other than the start of a CDATA section stands in the body. */
function declaresSomething(body: string): boolean {
  let at = body.indexOf('<!');
  while (at !== -1) {
    if (!body.startsWith('<![CDATA[', at)) return true;
    const end = body.indexOf(']]>', at);
    if (end === -1) return true;
    at = body.indexOf('<!', end);
  }
  return false;
}

/** The text of one element; '' when it is missing, repeated or holds elements. */
export function textOf(fields: XmlFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** The element's own elements as a list: none, one or many. */
export function childrenOf(fields: XmlFields, name: string): XmlFields[] {
  const value = fields[name];
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item): item is XmlFields => typeof item === 'object' && item !== null);
}

/**
 * A CDATA section; `]]>` in the text is split over two sections. Characters XML cannot hold are dropped,
 * and every line end is written as the line feed that any reader makes of it (XML 1.0 §2.11).
 */
export function cdata(text: string): string {
  return `<![CDATA[${writable(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Drops what XML 1.0 §2.2 does not allow: controls other than tab and line ends, lone surrogates, U+FFFE/F. */
function writable(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/\r\n?/g, '\n');
}
