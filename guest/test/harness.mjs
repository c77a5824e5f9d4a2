// Boots the built bundle in a fresh context that has what V8 has and nothing of Node, with a host that keeps what it is told.
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import zlib from 'node:zlib';

const bundle = new vm.Script(readFileSync(new URL('../dist/guest.js', import.meta.url), 'utf8'), { filename: 'annex:guest' });

const plain = (bytes) => Uint8Array.from(bytes).buffer;

function inflated(kind, most, bytes) {
  try {
    return plain(zlib[`${kind}Sync`](bytes, { maxOutputLength: Number(most) }));
  } catch (error) {
    throw new Error(error.code === 'ERR_BUFFER_TOO_LARGE' ? 'large\0too large' : `${error.errno}\0${error.message}`);
  }
}

export function boot(files, { style = 'restapp', params = {}, limits = {}, ops = {}, kept = new Map() } = {}) {
  const context = vm.createContext(Object.create(null));
  bundle.runInContext(context);
  const host = { logs: [], clock: 0, timer: 0, announced: 0, bytes: new Map(), begun: new Map(), held: new Set(), slice: 0, ticks: false };
  const answers = {
    now: () => String(host.clock),
    part: (name) => readFileSync(new URL(`../dist/parts/${name}.js`, import.meta.url), 'utf8'),
    log: (text) => void host.logs.push(text.split('\0')),
    timer: (text) => void (host.timer = Number(text)),
    memory: (text) => void (host.announced += Number(text)),
    'answer.bytes': (text, bytes) => void host.bytes.set(Number(text), Buffer.from(bytes)),
    'answer.begin': (text) => void host.begun.set(Number(text.split('\0')[0]), text),
    'answer.piece': (text, bytes) => void host.bytes.set(Number(text), Buffer.concat([host.bytes.get(Number(text)) ?? Buffer.alloc(0), Buffer.from(bytes)])),
    slice: (text) => void (host.slice = Number(text)),
    ticks: () => void (host.ticks = true),
    left: () => '30000',
    hold: (text) => void host.held.add(Number(text)),
    release: (text) => void host.held.delete(Number(text)),
    stat: (path) => (path in files ? 'file' : Object.keys(files).some((name) => name.startsWith(`${path}/`)) ? 'dir' : ''),
    source: (path) => files[path],
    script: (text) => script(text, 'source'),
    'package.script': (text) => script(text, 'package.source'),
    'package.script.keep': () => undefined,
    'script.keep': (text) => {
      const [kind, path, digest, ...made] = text.split('\0');
      kept.set(`${kind}\0${path}`, `m${digest}${made.join('\0')}`);
    },
    'session.load': () => '{}',
    services: () => '{}',
    part: (name) => readFileSync(new URL(`../dist/parts/${name}.js`, import.meta.url), 'utf8'),
    'local.digest': (name, bytes) => Uint8Array.from(createHash(name.replace('-', '')).update(bytes).digest()).buffer,
    'local.hmac': (text, bytes) => {
      const [name, key] = text.split('\0');
      return plain(createHmac(name.replace('-', ''), Buffer.from(key, 'base64')).update(bytes).digest());
    },
    'local.zlib.deflate': (text, bytes) => plain(zlib[`${text.split('\0')[0]}Sync`](bytes)),
    'local.zlib.inflate': (text, bytes) => inflated(...text.split('\0'), bytes),
    ...ops,
  };
  const script = (text, op) => kept.get(text) ?? `s${'0'.repeat(64)}${answers[op](text.slice(text.indexOf('\0') + 1))}`;
  const call = (name, text, bytes) => {
    if (!(name in answers)) throw new Error(`no op ${name}`);
    return answers[name](text, bytes);
  };
  const settings = {
    addon: 'app',
    version: '1',
    env: {},
    timezone: '',
    limits: { wall: 30000, timers: 1000, session: 65536, output: 1e8, external: 6e7, ...limits },
  };
  const { __annex } = vm.runInContext('this', context);
  const entries = __annex.boot(call, JSON.stringify(settings));
  const entry = Object.keys(files).find((name) => /^\/(index|backend)\b/.test(name)) ?? '';
  const load = () => readLoaded(entries.load(JSON.stringify({ style, addon: 'app', version: '1', entry, params })));
  let number = 0;
  const exchange = ({ endpoint = 0, method = 'GET', target = '/rest-api/app/', path = '/', values = '', headers = {}, body } = {}) => {
    const lines = Object.entries(headers).flat().join('\n');
    const kind = body === undefined ? '-' : 't';
    const fields = [++number, endpoint, method, target, path, values, '127.0.0.1', 'http', 'localhost', lines, '', kind, body ?? ''];
    return read(entries.exchange(fields.join('\0')));
  };
  /** Lets microtasks run, and what these queue as ticks, as the host does at the end of each call. */
  const settled = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (host.ticks) {
      host.ticks = false;
      entries.ticks();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  /** Runs the loop as the host does until nothing is due any more that keeps it; time passes as in a machine that is quick. */
  const turns = async (most = 10_000) => {
    await settled();
    for (; host.timer > 0 && most > 0; most--) {
      host.clock = Math.max(host.clock, host.timer);
      host.timer = entries.timer(host.clock);
      await settled();
    }
  };
  return { entries, host, load, exchange, context, settled, turns };
}

/** What a load has declared, or its error. */
export function readLoaded(text) {
  return text === null ? null : text.startsWith('!') ? { error: text.slice(1) } : JSON.parse(text);
}

/** An answer message as an object. */
export function read(message) {
  if (message === null) return null;
  const [number, status, headers, session, kind, ...body] = message.split('\0');
  return { number: Number(number), status: Number(status), headers, session, kind, body: body.join('\0') };
}

/** What `collect` returned, as answers. */
export function split(collected) {
  const answers = [];
  for (let rest = collected ?? ''; rest !== ''; ) {
    const nul = rest.indexOf('\0');
    const end = nul + 1 + Number(rest.slice(0, nul));
    answers.push(read(rest.slice(nul + 1, end)));
    rest = rest.slice(end);
  }
  return answers;
}
