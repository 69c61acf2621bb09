export interface Choice {
  value: string;
  label: string;
}

export interface Slip {
  petitionNo: string;
  queryCode: string;
}

export interface HistoryItem {
  id: string;
  from: 'me' | 'bot';
  texts: string[];
  at: string;
}

export interface ReplyFrame {
  type: 'reply';
  to: string;
  texts: string[];
  choices?: Choice[];
  slip?: Slip;
}

export interface NoticeFrame {
  type: 'notice';
  id: string;
  texts: string[];
  choices?: Choice[];
}

export interface ErrorFrame {
  type: 'error';
  to?: string;
  code: string;
  text: string;
}

/** What the service sends; see the contract of `GET /chat/socket`. */
export type ServerFrame =
  | { type: 'history'; items: HistoryItem[] }
  | ReplyFrame
  | NoticeFrame
  | ErrorFrame
  | { type: 'ended' };

/** Codes after which the same message is sent again by itself. */
export const RETRYABLE = new Set(['rate_limited', 'busy', 'try_again']);
