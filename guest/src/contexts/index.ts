// Keeps the context of asynchronous code. Imported when `then` is in place, and before anything of an add-on runs.
import { install } from './waits';
import { native, watchStrings } from './strings';

install(watchStrings());
native(Promise.prototype.then);
