/** What the conversation itself says, whatever it is about. */
export const session = {
  tooMuch: () => '这一段没记下:写得太多,装不下了。前面的都在,请先提交,其余的用“补充”或照片发来。',
};
