/** 10 MB */
export const FILE_BYTES_LIMIT = 10 * 1024 * 1024;

export const FILE_ERROR = {
  tooLarge: 'file_too_large',
  empty: 'file_empty',
  /** Not one of the allowed types, judged by its bytes. */
  typeNotAllowed: 'file_type_not_allowed',
} as const;
