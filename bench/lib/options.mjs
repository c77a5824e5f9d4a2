// The command line.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SCENARIOS, serverNames } from './scenarios.mjs';

export const HELP = `Usage: bench/compare [SCENARIO] [option …]

Scenarios
  route        one JSON route behind one middleware, Annex beside its peers (the default)
  compute      a report made with lodash, about 1 ms of CPU, on one core and on two
  widget       a widget's backend that answers JSON, beside the same handler on Express
  widget-body  one that reads a JSON body of 1 KB with body/json
  widget-call  one that calls another server, with helper.Request and with fetch
  sum          a WebPoints operation with two checked integers, beside Fastify's schema and Express with ajv
  file         a file of 10 KB, beside Express's static and nginx
  jbackend     a jBackend module at a free endpoint, beside the scenario route
  ops          a hundred synchronous calls of the host in each request
  session      an add-on that counts in its visitor's session, with and without waiting for the write
  storage      a handler that answers what storage.get gives, beside the scenario route
  etag         what the entity tag of an answer of 1 KB costs, beside the scenario route
  crypto       uses of node:crypto and crypto.subtle in an add-on, beside the same in Node
  items        put beside a bare INSERT of the same row, and find among 100,000 items; H2 and PostgreSQL
  requester    a call to another server by the synchronous Requester, beside fetch
  emit         an event that 100 add-ons listen for, where their cells live and where none does
  timers       1,000 add-ons with an hourly timer: at rest, beside as many without, and at a full hour
  widgets      100 installed widgets, 60 of them without a backend: the next start, and its memory
  neighbour    an add-on's latency while another one loops for ever
  start        time from start to ready, and the memory that an idle add-on takes

Options
  --only A,B             only these servers: ${serverNames.join(', ')},
                         and the names that --variant gives
  --variant NAME=ARGS    measure Annex once more with these arguments, under this name (repeatable),
                         as in --variant 'annex-thread=--isolation thread'
  --rounds N             rounds; what is printed is the median (throughput: 10; start: 7; others: 3); with --before, how often both are started anew
  --warmup S             seconds before what is timed (15); for throughput the most, a server that is steady has less (60)
  --duration S           seconds of what is timed (8; throughput: 2, once as many as it can and once so many a second; neighbour: 15;
                         etag, requester and with --before: 3; timers: 30)
  --connections N        connections of wrk (64; requester: 8)
  --rate N               requests a second that each server of a scenario gets (route: 4,000; what all can answer), or the add-on of neighbour (500);
                         with --before, which else takes as many as it can
  --chart FILE           a chart of the servers, as SVG (only where throughput is measured)
  --server-cpus LIST     where the server runs, as taskset takes it (0; emit, items, start, timers, widgets: everywhere)
  --wrk-cpus LIST        where the load generator runs (1)
  --before FOLDER        instead of the peers, compare the CPU time of a request with that of another build of Annex:
                         the folder of its distribution; with the arguments of the first --variant
  --pairs N              how often both are measured by turns: over all rounds with --before, crypto, etag, requester (12), items (40)
  --addons N             how many add-ons in emit (100), widgets (100) and timers (1000)
  --items N              how many items in items (100000)
  --json FILE            write every sample, the versions and the machine to this file
  --help                 print this`;

const NAMES = [...Object.keys(SCENARIOS), 'crypto', 'etag', 'items', 'requester', 'emit', 'timers', 'widgets', 'neighbour', 'start'];

/** Seconds, where they are others. @type {Record<string, number>} */
const DURATIONS = { etag: 3, neighbour: 15, requester: 3, timers: 30 };

/** @typedef {ReturnType<typeof options>} Options */

/** An error of the person at the command line: printed without a stack. */
export class UsageError extends Error {}

/** @param {string[]} args */
export function options(args) {
  const { values, positionals } = parse(args);
  const scenario = NAMES.find((name) => name === (positionals[0] ?? 'route'));
  if (!scenario || positionals.length > 1) throw new UsageError(`scenario: ${positionals.join(' ')} (expected: one of ${NAMES.join(', ')})`);

  if (values.before && !existsSync(join(values.before, 'bin', 'annex'))) {
    throw new UsageError(`--before: ${values.before} (expected: the folder of a distribution, with bin/annex in it)`);
  }
  if (values.before && !(scenario in SCENARIOS)) throw new UsageError(`--before: ${scenario} (expected: a scenario that measures throughput)`);

  const byTurns = scenario in SCENARIOS && !values.before;
  if (values.chart && !byTurns) throw new UsageError(`--chart: ${values.chart} (expected: only where the throughput of servers is measured)`);

  const number = (/** @type {string} */ name, /** @type {string | undefined} */ given, /** @type {number} */ standard) => {
    const value = given === undefined ? standard : Number(given);
    if (!Number.isInteger(value) || value < 1) throw new UsageError(`--${name}: ${given} (expected: a whole number > 0)`);
    return value;
  };
  const variants = values.variant.map((text) => {
    const [, name, rest] = /^([\w-]+)=(.*)$/.exec(text) ?? [];
    if (!name || serverNames.includes(name)) throw new UsageError(`--variant: ${text} (expected: NAME=ARGS, with a name of its own)`);
    return { name, args: rest.split(' ').filter(Boolean) };
  });
  const known = [...serverNames, ...variants.map(({ name }) => name)];
  const only = values.only?.split(',');
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`--only: ${unknown} (expected: one of ${known.join(', ')})`);

  return {
    scenario,
    includes: (/** @type {string} */ name) => !only || only.includes(name),
    variants,
    rounds: number('rounds', values.rounds, byTurns ? 10 : scenario === 'start' ? 7 : 3),
    warmup: number('warmup', values.warmup, byTurns ? 60 : 15),
    duration: number('duration', values.duration, DURATIONS[scenario] ?? (values.before ? 3 : byTurns ? 2 : 8)),
    connections: number('connections', values.connections, scenario === 'requester' ? 8 : 64),
    rate: number('rate', values.rate, 500),
    fixedRate: values.rate !== undefined,
    before: values.before,
    pairs: number('pairs', values.pairs, scenario === 'items' ? 40 : 12),
    addons: values.addons === undefined ? undefined : number('addons', values.addons, 1),
    items: number('items', values.items, 100_000),
    serverCpus: values['server-cpus'],
    wrkCpus: values['wrk-cpus'],
    json: values.json,
    chart: values.chart,
    help: values.help,
  };
}

/** @param {string[]} args */
function parse(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        only: text,
        variant: { type: 'string', multiple: true, default: [] },
        rounds: text,
        warmup: text,
        duration: text,
        connections: text,
        rate: text,
        before: text,
        pairs: text,
        addons: text,
        items: text,
        'server-cpus': text,
        'wrk-cpus': text,
        json: text,
        chart: text,
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}
