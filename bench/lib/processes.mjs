// Starts programs, watches them, and sees to it that none of them, and no temporary folder, outlives the benchmark.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { request as send } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What to start. `cpus` is a list as taskset takes it; without it the program may use them all.
 * @typedef {{ file: string, args: string[], env?: Record<string, string>, cwd?: string, cpus?: string }} Command
 */

const READY_SECONDS = 90;
const STOP_SECONDS = 15;
const CLOCK_TICKS = 100; // USER_HZ, the same on every Linux that Node runs on

/** @type {Set<Program>} */
const running = new Set();
/** @type {Set<string>} */
const folders = new Set();

process.on('exit', () => {
  for (const program of running) program.kill('SIGKILL');
  for (const folder of folders) removeFolder(folder);
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('SIGHUP', () => process.exit(129));

/** A started program and all that it starts itself: they are one process group, which ends as a whole. */
export class Program {
  #startedAt = performance.now();
  #child;
  #output = '';
  #failure = '';
  /** CPU time of each thread that has been seen, and of all of them, in ns. @type {Map<string, number>} */
  #seen = new Map();
  #nanos = 0;
  #closed;
  /** @type {Promise<number | null>} */
  #exited;

  /** @param {Command} command */
  constructor({ file, args, env, cwd, cpus }) {
    const [program, ...rest] = cpus ? ['taskset', '-c', cpus, file, ...args] : [file, ...args];
    this.#child = spawn(program, rest, {
      cwd,
      env: { ...process.env, NODE_ENV: 'production', ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout.on('data', (text) => (this.#output = (this.#output + text).slice(-100_000)));
    this.#child.stderr.on('data', (text) => (this.#failure = (this.#failure + text).slice(-100_000)));
    running.add(this);
    this.#closed = new Promise((resolve) => this.#child.on('close', resolve));
    this.#exited = new Promise((resolve) => {
      this.#child.on('exit', resolve);
      this.#child.on('error', (error) => {
        this.#failure = error.message;
        resolve(null);
      });
    });
  }

  /**
   * Waits until the program has printed this text; gives the time since its start, in ms.
   * @param {string} text
   * @param {number} [seconds] how long it may take
   * @returns {Promise<number>}
   */
  async printed(text, seconds = READY_SECONDS) {
    const deadline = sleep(seconds * 1000, undefined, { ref: false });
    /** @type {Promise<number>} */
    const found = new Promise((resolve) => {
      const look = () => {
        if (!this.#output.includes(text)) return;
        this.#child.stdout.off('data', look);
        resolve(performance.now() - this.#startedAt);
      };
      this.#child.stdout.on('data', look);
    });
    const ms = await Promise.race([found, this.#end(), deadline]);
    if (ms === undefined) throw new Error(`printed no "${text}" within ${seconds} s`);
    return ms;
  }

  /** Waits until it has printed this text where errors go. @param {string} text */
  async complained(text) {
    const deadline = performance.now() + READY_SECONDS * 1000;
    const end = this.#end();
    while (!this.#failure.includes(text)) {
      if (performance.now() > deadline) throw new Error(`printed no "${text}" within ${READY_SECONDS} s`);
      await Promise.race([sleep(20), end]);
    }
  }

  /** The last of what it has printed where errors, and what is logged, go. */
  get logged() {
    return this.#failure;
  }

  /** Waits until the program answers HTTP at this address. @param {string} url */
  async answers(url) {
    const deadline = performance.now() + READY_SECONDS * 1000;
    const end = this.#end();
    for (;;) {
      const answer = await Promise.race([request(url).catch(() => undefined), end]);
      if (answer) return answer;
      if (performance.now() > deadline) throw new Error(`no answer from ${url} within ${READY_SECONDS} s`);
      await sleep(20);
    }
  }

  /** Waits for the end of a program that ends by itself, and gives what it printed. */
  async output() {
    const code = await this.#exited;
    await this.#closed;
    running.delete(this);
    if (code !== 0) throw new Error(this.#reason(code));
    return this.#output;
  }

  /** Of what was started, or of what it became. */
  get pid() {
    return this.#child.pid ?? 0;
  }

  async stop() {
    this.kill('SIGTERM');
    this.kill('SIGCONT');
    await Promise.race([this.#exited, sleep(STOP_SECONDS * 1000, undefined, { ref: false })]);
    this.kill('SIGKILL');
    await this.#exited;
    running.delete(this);
  }

  /** @param {NodeJS.Signals} signal */
  kill(signal) {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // The whole group has ended already.
    }
  }

  /**
   * Resident memory in MB and CPU seconds used so far, of the program and its descendants together: `cpu`, and its parts `user` and `system`, in
   * ticks of 10 ms; `scheduled` as the scheduler counts them, for what is compared within a second or two: without what threads have used that nobody
   * has seen alive.
   */
  usage() {
    const parents = new Map();
    const processes = new Map();
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
        const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
        parents.set(pid, fields[1]);
        processes.set(pid, { pid, memory: Number(resident?.[1] ?? 0) / 1024, user: fields[11] / CLOCK_TICKS, system: fields[12] / CLOCK_TICKS });
      } catch {
        // It ended while we were looking.
      }
    }
    const own = this.#child.pid;
    /** @type {(pid: number | undefined) => boolean} */
    const belongs = (pid) => pid !== undefined && (pid === own || belongs(parents.get(pid)));
    const mine = [...processes].filter(([pid]) => belongs(pid)).map(([, used]) => used);
    for (const { pid } of mine) this.#count(pid);
    const sum = (/** @type {'memory' | 'user' | 'system'} */ key) => mine.reduce((sum, used) => sum + used[key], 0);
    const [memory, user, system] = [sum('memory'), sum('user'), sum('system')];
    const cpu = user + system;
    return { memory, user, system, cpu, scheduled: this.#nanos > 0 ? this.#nanos / 1e9 : cpu };
  }

  /** Adds what the threads of a process have used since somebody last looked. @param {number} pid */
  #count(pid) {
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const nanos = Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
        this.#nanos += nanos - (this.#seen.get(thread) ?? 0);
        this.#seen.set(thread, nanos);
      }
    } catch {
      // It ended while we were looking, or this kernel does not count.
    }
  }

  /** It and all that it has started stand still, until `goOn`. */
  standStill() {
    this.kill('SIGSTOP');
  }

  goOn() {
    this.kill('SIGCONT');
  }

  /** Does something, and gives its result and how many cores the program kept busy meanwhile.
   * @template T @param {() => Promise<T>} work @returns {Promise<[T, number]>} */
  async busy(work) {
    const [start, before] = [performance.now(), this.usage().cpu];
    const result = await work();
    return [result, ((this.usage().cpu - before) * 1000) / (performance.now() - start)];
  }

  /** Fails when the program ends. @returns {Promise<never>} */
  async #end() {
    throw new Error(this.#reason(await this.#exited));
  }

  /** @param {number | null} code */
  #reason(code) {
    const said = (this.#failure.slice(-4_000) || this.#output).trim().split('\n');
    return `ended with ${code ?? 'a signal'}: ${said.find((line) => /error|exception/i.test(line)) ?? said.at(-1)}`;
  }
}

/**
 * One request on a connection of its own.
 * @param {string} url
 * @param {{ method?: string, headers?: Record<string, string>, body?: string }} [what]
 * @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, fields: string[], body: string }>}
 */
export function request(url, { method = 'GET', headers = {}, body: sent } = {}) {
  return new Promise((resolve, reject) => {
    const call = send(url, { method, headers, agent: false, timeout: READY_SECONDS * 1000 }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, fields: response.rawHeaders, body }));
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', reject);
    call.end(sent);
  });
}

/** A port of 127.0.0.1 that nobody listens on. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** Does something with a temporary folder, and removes it. @template T @param {(folder: string) => Promise<T>} work */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'annex-bench-'));
  folders.add(folder);
  try {
    return await work(folder);
  } finally {
    removeFolder(folder);
    folders.delete(folder);
  }
}

/** @param {string} folder */
function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
