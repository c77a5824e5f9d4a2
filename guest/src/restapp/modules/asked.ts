import { Exchange } from '../../boundary/exchanges';
import type { RequestMessage } from '../../boundary/request';
import { headersOf } from '../../http/incoming';
import { Locale } from './java';

/** An exchange that a request has begun. */
export abstract class AskedExchange extends Exchange {
  readonly #request: RequestMessage;

  constructor(request: RequestMessage) {
    super(request.number);
    this.#request = request;
  }

  static request(exchange: AskedExchange): RequestMessage {
    return exchange.#request;
  }
}

/** The request that code runs for; undefined at the top of a script and in listeners. */
export function asking(): RequestMessage | undefined {
  const exchange = Exchange.current();
  return exchange instanceof AskedExchange ? AskedExchange.request(exchange) : undefined;
}

/** The languages that whoever asks wants, the most wanted one first. */
export function acceptedLanguages(): string[] {
  const request = asking();
  const accepted = request === undefined ? undefined : headersOf(request)['accept-language'];
  return (accepted ?? '')
    .slice(0, 1000)
    .split(',')
    .map((each, index) => {
      const [tag = '', ...more] = each.trim().split(/\s*;\s*/);
      const weight = more.find((parameter) => parameter.startsWith('q='));
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0, index };
    })
    .filter(({ tag, weight }) => /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .map(({ tag }) => tag);
}

/** Swedish where it is what is wanted most of the two, else English. */
export function currentLocale(): Locale {
  for (const tag of acceptedLanguages()) {
    if (/^sv\b/.test(tag)) {
      return new Locale('sv');
    }
    if (/^en\b/.test(tag)) {
      break;
    }
  }
  return new Locale('en');
}
