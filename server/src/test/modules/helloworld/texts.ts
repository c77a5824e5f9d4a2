export const texts: Record<string, string> = {
  REQ_ANS: 'Action not specified',
  HWD_GEN: 'Generic hello world error',
};
