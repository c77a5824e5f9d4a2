import { Exchange } from '../../boundary/exchanges';
import type { RequestMessage } from '../../boundary/request';
import type { Request } from '../../exchange/restapp-request';
import type { Response } from '../../exchange/restapp-response';
import { Locale } from './java';

/** An exchange that a request has begun. */
export abstract class AskedExchange extends Exchange {
  constructor(
    message: RequestMessage,
    readonly request: Request,
    readonly response: Response,
  ) {
    super(message.number);
  }
}

/** The exchange that code runs for; undefined at the top of a script and in listeners. */
export function askingExchange(): AskedExchange | undefined {
  const exchange = Exchange.current();
  return exchange instanceof AskedExchange ? exchange : undefined;
}

/** The languages that whoever asks wants, the most wanted one first. */
export function acceptedLanguages(): string[] {
  return (askingExchange()?.request.header('accept-language') ?? '')
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
