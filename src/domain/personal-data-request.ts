/** What a person may ask about their data; a person decides (《个人信息保护法》第45—47条). */
export const PERSONAL_DATA_REQUEST = {
  /** 更正 */
  correction: 'correction',
  /** 注销: cut the tie between the chat identity and its petitions */
  unlink: 'unlink',
} as const;
export type PersonalDataRequestKind = (typeof PERSONAL_DATA_REQUEST)[keyof typeof PERSONAL_DATA_REQUEST];

export const REQUEST_STATE = { open: 'open', granted: 'granted', refused: 'refused' } as const;
export type RequestState = (typeof REQUEST_STATE)[keyof typeof REQUEST_STATE];
