// Puts onto the global object what the Web's standards have beside fetch, most of it in parts that come when it is named.
import './clone';
import './encodings';
import { part } from '../host/parts';
import { uncaught } from '../log/uncaught';
import { global, lazily } from '../runtime/lazily';
import { Performance } from '../runtime/performance';
import { URL, URLSearchParams } from './url';
import { objectUrls } from './object-urls';

function reportError(error: unknown): void {
  if (arguments.length === 0) {
    throw new TypeError('reportError: no error (expected: what was thrown)');
  }
  uncaught('reportError', error);
}

class Navigator {
  readonly userAgent = 'Annex';
  readonly hardwareConcurrency = 1;
  readonly language = 'en-US';
  readonly languages = Object.freeze(['en-US']);
  readonly platform = 'linux';

  get [Symbol.toStringTag](): string {
    return 'Navigator';
  }
}

Object.assign(URL, objectUrls);

for (const [name, value] of Object.entries({ Navigator, Performance, URL, URLSearchParams, reportError })) {
  global(name, value);
}
lazily('navigator', () => new Navigator());

const PARTS: Readonly<Record<string, readonly string[]>> = {
  events: ['CloseEvent', 'CustomEvent', 'ErrorEvent', 'MessageEvent', 'PromiseRejectionEvent'],
  eventsource: ['EventSource'],
  messages: ['BroadcastChannel', 'MessageChannel', 'MessagePort'],
  performance: ['PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver', 'PerformanceObserverEntryList'],
  urlpattern: ['URLPattern'],
  websocket: ['WebSocket'],
};
for (const [file, names] of Object.entries(PARTS)) {
  for (const name of names) {
    lazily(name, () => (part(file) as Record<string, unknown>)[name]);
  }
}
for (const name of ['TextDecoderStream', 'TextEncoderStream']) {
  lazily(name, () => (require('@exodus/bytes/encoding-lite.js') as Record<string, unknown>)[name]);
}
