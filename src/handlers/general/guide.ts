import { ask, type Handler, type Outcome, say, type Turn } from '../../bot/turn.js';
import { choice } from '../../domain/text/choice.js';
import { text } from '../../domain/text/index.js';
import type { GuideTopic } from '../../services/guide.js';
import type { HandlerDeps } from '../deps.js';

/** 信访指南: the list of topics. */
export function guide(deps: HandlerDeps): Handler {
  return async (turn) => {
    const choices = deps.guide.topics().map(({ title }) => choice(title));
    return ask(turn, text.guide.pick(), choices);
  };
}

/** The topic that answers a question, or that was picked by its title, if the guide surely has one. */
export function guideAnswer(deps: HandlerDeps, turn: Turn): Outcome | null {
  const said = turn.text.trim();
  const topic = deps.guide.byTitle(said) ?? deps.guide.find(said);
  if (!topic) return null;
  const next = topic.next.flatMap((id) => deps.guide.topic(id) ?? []);
  return say(
    turn,
    topicText(topic, turn.state.form !== null),
    next.map(({ title }) => choice(title)),
  );
}

/** Short, with its article unless the sentence names it; more for those who asked outside a form. */
function topicText(topic: GuideTopic, brief: boolean): string[] {
  const named = /第[\d、]+条/.test(topic.short);
  const articles = topic.articles.length > 0 && !named ? text.guide.article([...topic.articles]) : '';
  const more = brief ? '' : (topic.long ?? []).join('\n');
  return [`${topic.short}${articles}`, more];
}
