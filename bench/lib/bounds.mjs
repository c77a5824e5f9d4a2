// bench/bounds: what clients can take of the front when they are a crowd, and what the others notice of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ARRIVAL_SECONDS, CROWDS, send } from './crowds.mjs';
import { mb, ms, number, ratio, table } from './figures.mjs';
import { steady } from './load.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { ADDONS, READY, annexCommand } from './servers.mjs';

const HELP = `bench/bounds [--heap MB] [--share N] [--only NAME,…] [--rate N] [--annex FILE]

Starts Annex once for each crowd of clients, with a heap of --heap MB (512), lets it arrive within 20 s, and prints the most memory that the front took, what
clients of another add-on noticed (--rate requests a second, 100, and a new connection ten times a second), and how long it took until all was back.
--share 0.1 takes a tenth of each crowd. Ends with 1 where a bound was passed.
`;

const SPARE_MB = 200;
const BACK_SECONDS = 10;
const SLOWER = 3;
const OTHERS = '/rest-api/route/user/123';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    heap: { type: 'string', default: '512' },
    share: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    rate: { type: 'string', default: '100' },
    annex: { type: 'string', default: '' },
  },
});
const heap = Number(values.heap);

/** @param {number} pid @param {string} field of /proc/PID/status @returns {number} in MB */
const memory = (pid, field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** A value of the metrics page. @param {string} page @param {string} name */
const metric = (page, name) => Number(new RegExp(`^${name} ([\\d.E+-]+)$`, 'm').exec(page)?.[1] ?? NaN);

/** @param {typeof CROWDS[number]} crowd */
const measure = ({ name, count: whole, waits }) =>
  withFolder(async (folder) => {
    const count = Math.max(1, Math.round(whole * Number(values.share)));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const command = annexCommand([join(ADDONS, 'bounds'), join(ADDONS, 'route')], port, folder, [], values.annex);
    const program = new Program({ ...command, env: { ...command.env, ANNEX_JAVA_OPTS: `-Xmx${heap}m` } });
    try {
      await program.printed(READY);
      const load = { seconds: ARRIVAL_SECONDS + 5, rate: Number(values.rate), cpus: '0,1', rests: true };
      await steady(`${url}${OTHERS}`, { ...load, seconds: 5 });
      const alone = await steady(`${url}${OTHERS}`, load);

      const crowd = send(name, count, port);
      /** @type {string[]} */
      const newcomersFailed = [];
      let over = false;
      const newcomers = (async () => {
        while (!over) {
          const failure = await request(`${url}${OTHERS}`).then(
            ({ status, body }) => (status === 200 ? '' : `${status} ${body}`),
            (error) => `${error.message}`,
          );
          if (failure !== '') newcomersFailed.push(failure);
          await sleep(100);
        }
      })();
      const disturbed = await steady(`${url}${OTHERS}`, load);
      if (waits) await crowd.done;
      const page = (await request(`${url}/-/metrics`)).body;
      over = true;
      const [{ failed, reasons }] = await Promise.all([crowd.done, newcomers]);

      for (const why of [...newcomersFailed, ...Object.entries(disturbed.reasons ?? {}).map(([reason, times]) => `${times} times: ${reason}`)]) {
        process.stderr.write(`  another client failed: ${why}\n`);
      }
      for (const [reason, times] of Object.entries(reasons)) process.stderr.write(`  of the crowd, ${times} failed: ${reason}\n`);
      const peak = memory(program.pid, 'VmHWM');
      const left = performance.now();
      await crowd.leave();
      let back = NaN;
      while (performance.now() - left < 3 * BACK_SECONDS * 1000) {
        const now = await request(`${url}/-/metrics`).then(
          (answer) => answer.body,
          () => '',
        );
        if (metric(now, 'annex_buffered_bytes') === 0 && metric(now, 'annex_connections') < 10) {
          back = performance.now() - left;
          break;
        }
        await sleep(50);
      }
      return {
        count,
        peak,
        alone: alone.p99,
        disturbed: disturbed.p99,
        failed: disturbed.failed + newcomersFailed.length,
        crowdFailed: failed,
        connections: metric(page, 'annex_connections'),
        cut: metric(page, 'annex_buffered_cut_total'),
        back,
      };
    } finally {
      await program.stop();
    }
  });

/** @param {Awaited<ReturnType<typeof measure>>} sample @param {boolean} waits whether the crowd is honest */
const passed = (sample, waits) =>
  [
    sample.peak > heap + SPARE_MB && 'memory',
    sample.failed > 0 && 'failed',
    waits && sample.crowdFailed > 0 && 'uploads failed',
    sample.disturbed > SLOWER * sample.alone && 'p99',
    !(sample.back <= BACK_SECONDS * 1000) && 'back',
  ].filter((bound) => bound !== false);

if (values.help) {
  process.stdout.write(HELP);
} else {
  const rows = [];
  let broken = false;
  for (const crowd of CROWDS) {
    if (values.only && !values.only.split(',').some((name) => crowd.name.includes(name))) continue;
    process.stderr.write(`${crowd.count} clients that ${crowd.name}\n`);
    const sample = await measure(crowd);
    const bounds = passed(sample, crowd.waits ?? false);
    broken ||= bounds.length > 0;
    rows.push([
      `${number(sample.count)} that ${crowd.name}`,
      mb(sample.peak),
      number(sample.connections),
      number(sample.cut),
      number(sample.crowdFailed),
      number(sample.failed),
      ms(sample.alone),
      ms(sample.disturbed),
      ratio(sample.disturbed / sample.alone),
      ms(sample.back),
      bounds.length === 0 ? 'kept' : bounds.join(', '),
    ]);
  }
  const head = ['clients', 'front', 'connected', 'cut', 'of them failed', 'others failed', 'p99 alone', 'beside', 'ratio', 'all back', 'bounds'];
  console.log(`A heap of ${heap} MB, so at most ${heap + SPARE_MB} MB:\n\n${table(head, rows)}`);
  process.exitCode = broken ? 1 : 0;
}
