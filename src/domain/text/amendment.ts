import type { Division } from '../divisions.js';
import type { PetitionContent, Petitioner } from '../petition-content.js';

const LABEL = {
  statement: '事情',
  request: '诉求',
  place: '地点',
  name: '姓名',
  anonymous: '不留姓名',
  phone: '手机',
  idNumber: '身份证号',
  residence: '住址',
  agent: '代办人',
  people: '人数',
  households: '户数',
  representatives: '代表',
} as const;
type Fact = keyof typeof LABEL;

/** What a content says, fact by fact, in plain words; an empty text is a fact not given. */
function factsOf(content: PetitionContent): Record<Fact, string> {
  const { petitioner, agent, people, households, representatives = [] } = content;
  return {
    statement: content.statement,
    request: content.request,
    place: placeOf(content.matterPlace, content.placeDetail),
    ...petitionerFacts(petitioner),
    agent: agent ? [agent.name, agent.relation, agent.phone ?? ''].filter(Boolean).join(' ') : '',
    people: people === undefined ? '' : String(people),
    households: households === undefined ? '' : String(households),
    representatives: representatives.map(({ name, phone = '' }) => `${name}${phone}`).join('、'),
  };
}

function petitionerFacts(petitioner: Petitioner) {
  const { name = '', phone = '', idNumber = '', anonymous, residence, residenceDetail } = petitioner;
  const where = placeOf(residence, residenceDetail);
  return { name, phone, idNumber, anonymous: anonymous ? '是' : '', residence: where };
}

function placeOf(division: Division | undefined, detail = ''): string {
  return [division?.name ?? '', detail].filter(Boolean).join(' ');
}

/** What a second submission says otherwise than the first, whole, one line a fact; empty when nothing. */
export function amendmentText(before: PetitionContent, after: PetitionContent): string {
  const [old, now] = [factsOf(before), factsOf(after)];
  return (Object.keys(LABEL) as Fact[])
    .filter((fact) => old[fact] !== now[fact])
    .map((fact) => (now[fact] ? `${LABEL[fact]}改为:${now[fact]}` : `${LABEL[fact]}不再填写`))
    .join('\n');
}
