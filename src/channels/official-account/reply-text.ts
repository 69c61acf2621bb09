import type { Choice, Reply } from '../../bot/message.js';
import { officialAccountText } from '../../domain/text/official-account.js';
import { splitText, TEXT_BYTES } from './split-text.js';

/** A reply as messages of this channel: its texts and choices, cut to what one message holds. */
export function messagesOf(reply: Reply, limit = TEXT_BYTES): string[] {
  const text = reply.texts.filter((part) => part.trim() !== '').join('\n\n');
  const lines = choiceLines(text, reply.choices ?? []);
  return splitText([text, ...lines].filter(Boolean).join('\n'), limit);
}

/** One line for each choice that the text does not already show. */
function choiceLines(text: string, choices: Choice[]): string[] {
  const shown = new Set(text.split('\n').map((line) => line.trim()));
  return choices
    .map(({ value, label }) =>
      value === label ? officialAccountText.plainChoice(value) : officialAccountText.choice(value, label),
    )
    .filter((line) => !shown.has(line) && !text.includes(line));
}
