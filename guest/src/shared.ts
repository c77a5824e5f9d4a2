// What parts of the library that come later need of it: each once, however many parts there are.
import * as eventTargetShim from 'event-target-shim';
import { share } from './host/parts';

share({
  'boundary/ops': () => require('./boundary/ops') as unknown,
  'event-target-shim': () => eventTargetShim,
  'fetch/calls': () => require('./fetch/calls') as unknown,
  'runtime/clock': () => require('./runtime/clock') as unknown,
  'runtime/immediates': () => require('./runtime/immediates') as unknown,
  'whatwg-url': () => require('./web/url') as unknown,
});
