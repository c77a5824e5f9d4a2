import { dateUtil, timestampUtil } from './dates';
import { messageDigesterFactory } from './digests';

/** Modules of the platform that need no service of the host: a line each. */
export const plainModules: Record<string, () => unknown> = {
  DateUtil: dateUtil,
  MessageDigesterFactory: messageDigesterFactory,
  TimestampUtil: timestampUtil,
};
