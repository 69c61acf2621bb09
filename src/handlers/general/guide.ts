import { type Handler, type Outcome, say, type Turn } from '../../bot/turn.js';
import { choice } from '../../domain/text/choice.js';
import { text } from '../../domain/text/index.js';
import type { GuideTopic } from '../../services/guide.js';
import type { HandlerDeps } from '../deps.js';

/** 信访指南: the list of topics. */
export function guide(deps: HandlerDeps): Handler {
  return async (turn) => {
    const choices = deps.guide.topics().map(({ title }) => choice(title));
    return say(turn, text.guide.pick(), choices);
  };
}

/** The topic that answers a question, if the guide surely has one. */
export function guideAnswer(deps: HandlerDeps, turn: Turn): Outcome | null {
  const topic = deps.guide.topics().find(({ title }) => title === turn.text.trim()) ?? deps.guide.find(turn.text);
  return topic ? say(turn, topicText(topic), (topic.next ?? []).map((word) => choice(word))) : null;
}

function topicText(topic: GuideTopic): string[] {
  const articles = topic.articles.length > 0 ? text.guide.article(topic.articles) : '';
  return [`${topic.short}${articles}`, topic.long ?? ''];
}
