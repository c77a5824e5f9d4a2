// Modules of Node's that most packages ask for.
export { absentModules } from '../node/absent';
export { buffer } from '../runtime/node-buffer';
export { Console, table } from '../node/console';
export { channelsModule as diagnostics_channel } from '../node/channels';
export { domain } from '../node/domain';
export { events } from '../node/events';
export { moduleOf } from '../node/module';
export { os } from '../node/os';
export { posix, win32 } from '../node/path';
export { perf as perf_hooks } from '../node/perf';
export { promises as readlinePromises, readline } from '../node/readline';
export { consumers, streamModule, web } from '../node/streams';
export { url } from '../node/url';
export { inspect, util } from '../node/util';
export const assert = (): unknown => require('assert');
export const punycode = (): unknown => require('punycode');
export { querystring } from '../http/querystring';
