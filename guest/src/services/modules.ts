import { callText, connected } from '../host/host';
import { callLater } from '../boundary/ops';
import { parse, stringify } from '../host/primordials';
import { here, placedLater } from '../fetch/place';

/** The services of the program that Annex is part of, and their ops: whether each answers later. */
type Declared = Readonly<Record<string, Readonly<Record<string, boolean>>>>;

type Op = (value?: unknown) => unknown;

let declared: Declared | undefined;
const modules = new Map<string, object>();

/** `require('<service>')`: a function an op, one JSON value in, one out; undefined where there is no such service. */
export function serviceModule(name: string): object | undefined {
  // Nothing is asked for what a snapshot is made of.
  if (!connected()) {
    return undefined;
  }
  declared ??= parse(callText('services', '')) as Declared;
  if (!Object.hasOwn(declared, name)) {
    return undefined;
  }
  let module = modules.get(name);
  if (module === undefined) {
    module = Object.freeze(Object.fromEntries(Object.entries(declared[name] as object).map(([op, later]) => [op, functionOf(`${name}.${op}`, later as boolean)])));
    modules.set(name, module);
  }
  return module;
}

function functionOf(op: string, later: boolean): Op {
  if (later) {
    return (value) => placedLater(callAndWait(op, json(op, value)), here());
  }
  return (value) => result(op, callText(op, json(op, value)));
}

async function callAndWait(op: string, text: string): Promise<unknown> {
  const answer = await callLater(op, text);
  return result(op, answer.bytes ?? answer.text);
}

function json(op: string, value: unknown): string {
  try {
    return (stringify(value) as string | undefined) ?? '';
  } catch (error) {
    throw new TypeError(`${op}: what JSON cannot hold: ${(error as Error).message}`, { cause: error });
  }
}

/** What the service says is the embedding program's, and nobody else has looked at it. */
function result(op: string, text: unknown): unknown {
  if (text === '') {
    return undefined;
  }
  if (typeof text !== 'string') {
    throw new Error(`${op}: the service answered bytes (expected: JSON)`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${op}: the service answered what is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
