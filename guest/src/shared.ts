// What parts of the library that come later need of it: each once, however many parts there are.
import { share } from './host/parts';

share({
  'event-target-shim': () => require('event-target-shim') as unknown,
  'runtime/clock': () => require('./runtime/clock') as unknown,
  'runtime/immediates': () => require('./runtime/immediates') as unknown,
  'whatwg-url': () => require('./web/url') as unknown,
});
