// The scenario items: what put costs beside a bare INSERT of the same row, and find among many items; on H2 and on PostgreSQL.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { median, ms, number, percentile, table } from './figures.mjs';
import { postgres } from './postgres.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { ADDONS, READY, annexCommand, bareRows } from './servers.mjs';
import { byTurns, ofWay, quotient } from './turns.mjs';
import { eachVariant } from './variants.mjs';

/** Calls in one request, which may take a second of CPU. */
const PUTS = 200;
const FILLED = 500;
const FINDS = 20;
const FIND_ROUNDS = 25;
const SORTS = 3;
const MOST_TRIES = 10;

/** The options of Annex's own file, without which an INSERT would be another. */
const H2 = ';WRITE_DELAY=0;REUSE_SPACE=FALSE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH';

/** Of one call: the median of the time it took, and CPU, in ms. @typedef {{ took: number, cpu: number }} Sample */
/** @typedef {{ puts: [Sample, Sample][], finds: number[], sorted: number[] | string }} Measured */

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const items = (options, progress) =>
  eachVariant(options, progress, (args, progress, database) => measure(database, args, options, progress), (measured) => describe(measured, options), ['H2', 'PostgreSQL']);

/** @param {string} database @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
const measure = (database, args, options, progress) =>
  withFolder(async (folder) => {
    const cpus = options.serverCpus;
    const shared = database === 'H2' ? undefined : await postgres(folder, ['annex', 'bare'], cpus);
    const [port, barePort] = [await freePort(), await freePort()];
    mkdirSync(join(folder, 'bare'));
    const [url, bareUrl] = shared?.urls ?? ['', `jdbc:h2:file:${join(folder, 'bare', 'bare')}${H2}`];
    const command = annexCommand([join(ADDONS, 'items')], port, folder, args);
    const limits = { ANNEX_DATABASE_URL: url, ...(url ? { ANNEX_DATABASE_USER: 'annex' } : {}) };
    const program = new Program({ ...command, env: { ...command.env, ...limits }, cpus });
    const bare = new Program({ ...bareRows(barePort, bareUrl, 'annex'), cpus });
    try {
      await program.printed(READY);
      await bare.answers(`http://127.0.0.1:${barePort}/`);
      const addon = `http://127.0.0.1:${port}/rest-api/items`;
      const puts = await putsBesideInserts({ program, bare, shared: shared?.program }, [`${addon}/put`, `http://127.0.0.1:${barePort}/insert`], options, progress);

      for (let from = 0; from < options.items; from += FILLED) {
        if (from % 10_000 === 0) progress(`${from} items of ${options.items}`);
        await times(`${addon}/fill`, from, Math.min(FILLED, options.items - from));
      }
      const finds = [];
      for (let round = 0; round < 2 * FIND_ROUNDS; round++) {
        progress(`find, round ${round + 1} of ${2 * FIND_ROUNDS}`);
        const took = await times(`${addon}/find`, Math.floor(Math.random() * (options.items - FINDS)), FINDS);
        // The first half is for the compilers.
        if (round >= FIND_ROUNDS) finds.push(...took);
      }
      progress('find, sorted');
      const sorted = await times(`${addon}/sorted`, 0, SORTS).catch((error) => /** @type {Error} */ (error).message);
      return { puts, finds, sorted };
    } finally {
      await program.stop();
      await bare.stop();
      await shared?.program.stop();
    }
  });

/** @param {{ program: Program, bare: Program, shared: Program | undefined }} programs @param {[string, string]} urls
 * @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
async function putsBesideInserts({ program, bare, shared }, urls, { pairs, warmup }, progress) {
  const used = (/** @type {0 | 1} */ way) => (way === 0 ? program : bare).usage().cpu + (shared?.usage().cpu ?? 0);
  const next = [0, 0];
  const measure = async (/** @type {0 | 1} */ way) => {
    const before = used(way);
    const took = await times(urls[way], next[way], PUTS);
    next[way] += PUTS;
    return { took: median(took), cpu: ((used(way) - before) * 1000) / PUTS };
  };
  progress('warming up');
  const end = performance.now() + warmup * 1000;
  while (performance.now() < end) await byTurns(1, measure);
  let turn = 0;
  return byTurns(pairs, (way) => {
    progress(`put and INSERT, ${++turn} of ${2 * pairs}`);
    return measure(way);
  });
}

/** So many calls in one request. @param {string} url @param {number} from @param {number} many @returns {Promise<number[]>} */
async function times(url, from, many) {
  const ask = () => request(`${url}?from=${from}&times=${many}`);
  let { status, body } = await ask();
  // Whatever was just filled, H2 makes its file anew, and all wait for that.
  for (let tries = 1; (status === 503 || status === 504) && tries < MOST_TRIES; tries++) ({ status, body } = await ask());
  if (status !== 200) throw new Error(`${url}: ${status} ${body.slice(0, 300)} (expected: 200)`);
  return JSON.parse(body);
}

/** @param {({ server: string } & Measured)[]} measured @param {import('./options.mjs').Options} options */
function describe(measured, { pairs: many, items: all }) {
  const took = (/** @type {Sample} */ sample) => sample.took;
  const cpu = (/** @type {[Sample, Sample][]} */ pairs, /** @type {0 | 1} */ way) => ofWay(pairs, way, (sample) => sample.cpu).reduce((a, b) => a + b, 0) / pairs.length;
  const puts = measured.map(({ server, puts }) => [
    server,
    ms(median(ofWay(puts, 0, took))),
    ms(median(ofWay(puts, 1, took))),
    `${quotient(puts, took)}, 2`,
    ms(cpu(puts, 0)),
    ms(cpu(puts, 1)),
    number(cpu(puts, 0) / cpu(puts, 1), 2),
  ]);
  const finds = measured.map(({ server, finds, sorted }) => [
    server,
    `${ms(median(finds))}, 10 ms`,
    ms(percentile(finds, 99)),
    typeof sorted === 'string' ? sorted : ms(median(sorted)),
  ]);
  return [
    `A handler's put of a new key beside a bare INSERT of the same row, ${many} pairs of ${PUTS} each:`,
    table(['server', 'put', 'INSERT', 'put ÷ INSERT (quarters), asked', 'CPU of put', 'of INSERT', 'CPU ÷'], puts),
    `find by a word of one field among ${number(all)} items, and the first ten of all by another:`,
    table(['server', 'median, asked', 'p99', 'sorted'], finds),
  ];
}
