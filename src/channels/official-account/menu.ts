import { officialAccountMenu } from '../../domain/text/official-account.js';

/** A button of the platform's custom menu. */
export interface MenuButton {
  name: string;
  type?: 'click' | 'view';
  key?: string;
  url?: string;
  sub_button?: MenuButton[];
}

/** The account's menu as the platform takes it: three columns of CLICK buttons whose keys are intents. */
export function menuButtons(): MenuButton[] {
  return officialAccountMenu.map(({ name, items }) => ({
    name,
    sub_button: items.map((item) => ({ name: item.name, type: 'click', key: item.intent })),
  }));
}

const intents: ReadonlySet<string> = new Set(
  officialAccountMenu.flatMap(({ items }) => items.map((item) => item.intent)),
);

/** Whether a CLICK key is one of ours. */
export function isMenuIntent(key: string): boolean {
  return intents.has(key);
}
