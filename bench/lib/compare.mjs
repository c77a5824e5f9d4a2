// Runs the scenario that the command line asks for, and prints its tables.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { crypto } from './crypto.mjs';
import { emit } from './emit.mjs';
import { etag } from './etag.mjs';
import { items } from './items.mjs';
import { neighbour } from './neighbour.mjs';
import { HELP, UsageError, options } from './options.mjs';
import { pairs } from './pairs.mjs';
import { requester } from './requester.mjs';
import { Missing } from './servers.mjs';
import { start } from './start.mjs';
import { throughput } from './throughput.mjs';
import { timers } from './timers.mjs';
import { widgets } from './widgets.mjs';

const OTHERS = { crypto, emit, etag, items, neighbour, requester, start, timers, widgets };

const TOOLS = { taskset: 'the Debian package util-linux', wrk: 'the Debian package wrk: apt-get install wrk' };

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof Missing)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function main() {
  const chosen = options(process.argv.slice(2));
  if (chosen.help) {
    console.log(HELP);
    return;
  }
  for (const [tool, source] of Object.entries(TOOLS)) {
    if (spawnSync(tool, ['--version']).error) throw new UsageError(`${tool}: not found (expected: on the PATH; it is in ${source})`);
  }
  const machine = describeMachine();
  const { text, data } = await scenario(chosen)(chosen, (line) => console.error(line));
  console.log(`\n${machine.cpu}, ${machine.cores} cores, ${machine.memory} GB, Linux ${machine.linux}\n\n${text}`);
  if (chosen.json) writeFileSync(chosen.json, `${JSON.stringify({ scenario: chosen.scenario, options: chosen, machine, data }, null, 2)}\n`);
}

/** @param {import('./options.mjs').Options} chosen */
function scenario({ scenario: name, before }) {
  if (before) return pairs.bind(undefined, name);
  return OTHERS[/** @type {keyof typeof OTHERS} */ (name)] ?? throughput.bind(undefined, name);
}

function describeMachine() {
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    linux: release(),
    node: process.version,
    date: new Date().toISOString(),
    load: loadavg()[0],
  };
}
