// The scenario crypto: the same uses of node:crypto and crypto.subtle in an add-on and in Node, by turns.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { median, number, table } from './figures.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { ADDONS, READY, annexCommand, onNode } from './servers.mjs';
import { byTurns, ofWay, quotient } from './turns.mjs';
import { eachVariant } from './variants.mjs';

/** Of one measurement, in ms. */
const TIME = 250;

/** @type {{ names: string[] }} */
const { names } = createRequire(import.meta.url)('../addons/crypto/uses.js');

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const crypto = (options, progress) =>
  eachVariant(options, progress, async (args, progress) => ({ uses: await measure(args, options, progress) }), (measured) => measured.map(describe));

/** @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
const measure = (args, { serverCpus = '0', warmup, pairs }, progress) =>
  withFolder(async (folder) => {
    const [port, nodePort] = [await freePort(), await freePort()];
    const config = join(folder, 'annex.yaml');
    writeFileSync(config, 'limits: {cpu: 60 s, wall: 120 s}\n');
    const program = new Program({ ...annexCommand([join(ADDONS, 'crypto')], port, folder, ['--config', config, ...args]), cpus: serverCpus });
    const node = new Program({ ...onNode('node', undefined, 'crypto.mjs').command(nodePort, folder), cpus: serverCpus });
    const servers = [`http://127.0.0.1:${port}/rest-api/crypto/rate`, `http://127.0.0.1:${nodePort}/rate`];
    /** @param {string} server @param {string} use @param {number} ms */
    const rate = async (server, use, ms) => {
      const { status, body } = await request(`${server}?name=${encodeURIComponent(use)}&ms=${ms}`);
      if (status !== 200) throw new Error(`${use}: status ${status}: ${body.slice(0, 200)}`);
      return /** @type {number} */ (JSON.parse(body).rate);
    };
    try {
      await program.printed(READY);
      await node.answers(`${servers[1]}?name=${encodeURIComponent(names[0])}&ms=1`);
      const measured = [];
      for (const use of names) {
        progress(use);
        // What the JVM has not compiled yet is no figure.
        for (const server of servers) await rate(server, use, (1000 * warmup) / 5);
        measured.push({ use, pairs: await byTurns(pairs, (way) => rate(servers[way], use, TIME)) });
      }
      return measured;
    } finally {
      await program.stop();
      await node.stop();
    }
  });

/** @param {{ server: string, uses: { use: string, pairs: [number, number][] }[] }} measured */
function describe({ server, uses }) {
  const itself = (/** @type {number} */ rate) => rate;
  const shown = (/** @type {[number, number][]} */ pairs, /** @type {0 | 1} */ way) => number(median(ofWay(pairs, way, itself)));
  return `In a second, ${uses[0].pairs.length} pairs of turns:\n\n${table(
    [server, 'Annex', `Node ${process.version}`, 'Annex ÷ Node'],
    uses.map(({ use, pairs }) => [use, shown(pairs, 0), shown(pairs, 1), quotient(pairs, itself)]),
  )}`;
}
