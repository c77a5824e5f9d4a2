// Keeps the context of asynchronous code. Imported when `then` is in place, and before anything of an add-on runs.
import { install } from './waits';
import { native, watchStrings } from './strings';

install(watchStrings());
const { resolve, try: tries } = Promise as unknown as Record<string, object | undefined>;
native(...[Promise.prototype.then, resolve, tries].filter((each) => each !== undefined));
