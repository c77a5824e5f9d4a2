// What parts of the library that come later need of it: each once, however many parts there are.
import * as eventTargetShim from 'event-target-shim';
import { part, share } from './host/parts';

share({
  buffer: () => (require('./runtime/buffer') as Default).default,
  'crypto/index': () => part('crypto'),
  'contexts/hooks': () => require('./contexts/hooks') as unknown,
  'boundary/ops': () => require('./boundary/ops') as unknown,
  'exchange/listeners': () => require('./exchange/listeners') as unknown,
  'event-target-shim': () => eventTargetShim,
  events: () => require('events') as unknown,
  'express/incoming': () => require('./express/incoming') as unknown,
  'express/outgoing': () => require('./express/outgoing') as unknown,
  'fetch/calls': () => require('./fetch/calls') as unknown,
  'log/advice': () => require('./log/advice') as unknown,
  'log/stack': () => require('./log/stack') as unknown,
  'host/base64': () => require('./host/base64') as unknown,
  'host/failures': () => require('./host/failures') as unknown,
  'host/host': () => require('./host/host') as unknown,
  'host/local': () => require('./host/local') as unknown,
  'host/parts': () => require('./host/parts') as unknown,
  http: () => (require('./modules/node/http') as Default).default,
  'runtime/node-buffer': () => require('./runtime/node-buffer') as unknown,
  'log/nearest': () => require('./log/nearest') as unknown,
  'http/querystring': () => require('./http/querystring') as unknown,
  'runtime/errors': () => require('./runtime/errors') as unknown,
  net: () => (require('./modules/node/net') as Default).default,
  os: () => (require('./modules/node/os') as Default).default,
  process: () => (require('./runtime/process') as Default).default,
  'readable-stream': () => require('readable-stream') as unknown,
  'readable-stream/lib/stream': () => require('readable-stream/lib/stream') as unknown,
  'runtime/process': () => require('./runtime/process') as unknown,
  'runtime/dom-exception': () => require('./runtime/dom-exception') as unknown,
  'runtime/clock': () => require('./runtime/clock') as unknown,
  'runtime/schedule': () => require('./runtime/schedule') as unknown,
  'runtime/timers': () => require('./runtime/timers') as unknown,
  'runtime/immediates': () => require('./runtime/immediates') as unknown,
  string_decoder: () => require('string_decoder') as unknown,
  'contexts/context': () => require('./contexts/context') as unknown,
  'host/primordials': () => require('./host/primordials') as unknown,
  'path-browserify': () => require('path-browserify') as unknown,
  'runtime/ticks': () => require('./runtime/ticks') as unknown,
  'services/files/folder': () => require('./services/files/folder') as unknown,
  'services/steps': () => require('./services/steps') as unknown,
  'web/clone': () => require('./web/clone') as unknown,
  'whatwg-url': () => require('./web/url') as unknown,
});

interface Default {
  readonly default: unknown;
}
