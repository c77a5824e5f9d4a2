import { called } from '../log/advice';
import { ask, askLater } from './host';
import type { OutboundRules } from './outbound';
import type { Runner } from './runner';
import { millisecondsOf } from './times';
import { call, Visitor, type About, type Person } from './visitors';

const NAME = /^[A-Za-z0-9:_-]{1,200}$/;

function named(what: string, name: unknown): string {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new TypeError(`${what}: '${String(name)}' is no name (expected: letters, digits, ':', '_' and '-')`);
  }
  return name;
}

/** `annex/test`, when the add-on serves. */
export function kit(runner: Runner, rules: OutboundRules): object {
  const about = ask('about') as About;
  const outbound = Object.freeze({
    answer: (...args: Parameters<OutboundRules['answer']>): void => {
      rules.answer(...args);
    },
    allow: (pattern: string | RegExp): void => {
      rules.allow(pattern);
    },
    get calls() {
      return rules.calls;
    },
    reset: (): void => {
      rules.reset();
    },
  });
  const clock = Object.freeze({
    now: (): number => ask('now') as number,
    advance: async (time: unknown): Promise<void> => {
      const by = millisecondsOf(time);
      let there = false;
      runner.running.onEnd.push(() => {
        // Nobody waits for it any more: what follows has a clock that stands.
        if (!there) {
          ask('halt');
        }
      });
      await askLater('advance', { by }).finally(() => {
        there = true;
      });
    },
    set: async (time: unknown): Promise<void> => {
      const to = new Date(time as string).getTime();
      if (Number.isNaN(to)) {
        throw new TypeError(`clock.set: ${String(time)} is no time (expected: a Date, milliseconds since 1970, or a text such as '2030-01-01T12:00:00Z')`);
      }
      await askLater('set', { by: to - (ask('now') as number) });
    },
  });
  const events = Object.freeze({
    emit: async (name: unknown, data: unknown = {}): Promise<void> => {
      await askLater('emit', { name: named('events.emit', name), data });
    },
    get emitted(): unknown {
      return ask('emitted');
    },
  });
  const timers = Object.freeze({
    fire: async (name: unknown): Promise<void> => {
      await askLater('fire', { name: named('timers.fire', name) });
    },
  });
  const mails = Object.freeze({
    get sent(): unknown {
      return (ask('mails') as readonly MailOfHost[]).map(({ attachments, ...mail }) => ({
        ...mail,
        attachments: attachments.map(({ base64, ...rest }) => ({ ...rest, bytes: Uint8Array.from(atob(base64), (each) => each.charCodeAt(0)) })),
      }));
    },
    reset: (): void => {
      ask('mails', { reset: true });
    },
  });
  const settings = Object.freeze({
    set: async (values: unknown): Promise<void> => {
      await askLater('settings', { set: values });
    },
    reset: async (): Promise<void> => {
      await askLater('settings', { reset: true });
    },
  });
  const log = Object.freeze({
    get lines(): unknown {
      return ask('log');
    },
    reset: (): void => {
      ask('log', { reset: true });
    },
  });
  for (const [name, object] of Object.entries({ outbound, clock, events, timers, mails, settings, log })) {
    called([name], () => object);
  }
  return Object.freeze({
    addon: about.addon,
    origin: about.origin,
    url: about.url,
    fetch: (path: unknown, init?: object) => call(about, path, init as Parameters<typeof call>[2], {}),
    visitor: (who?: Person) => new Visitor(about, who),
    send: async (listener: unknown, data: unknown = null): Promise<unknown> => (await askLater('send', { name: named('send', listener), data })).value,
    outbound,
    clock,
    events,
    timers,
    mails,
    settings,
    log,
  });
}

interface MailOfHost {
  readonly attachments: readonly { readonly base64: string }[];
}

declare function atob(text: string): string;
