/** What the fetch standard puts onto the global object. */
export { fetch } from './fetch';
export { Headers } from './headers';
export { Request } from './request';
export { Response } from './response';
export { forms } from './body';
export { streams } from './streams';
