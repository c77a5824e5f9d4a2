// The scenario widgets: 100 widgets that were installed over HTTP, most of them without a backend. How long the next start takes, and how much memory.
import { readFileSync, mkdirSync } from 'node:fs';
import { request as send } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mb, median, ms, number, table } from './figures.mjs';
import { sum } from './metrics.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { READY, annexCommand } from './servers.mjs';
import { eachVariant } from './variants.mjs';

const WITH_BACKEND = 0.4;
const SETTLE_SECONDS = 10;
const BLOCK = 512;
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==', 'base64');
const ASKED = { ready: 5000, memory: 700 };

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const widgets = (options, progress) =>
  eachVariant(options, progress, (args, progress) => measure(args, options, progress), describe);

/** @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
const measure = (args, options, progress) =>
  withFolder(async (folder) => {
    const { addons = 100, rounds } = options;
    const empty = join(folder, 'addons');
    mkdirSync(empty);
    const withBackend = Math.round(addons * WITH_BACKEND);
    const first = await started(empty, folder, args, options);
    const bare = { ready: first.ready, cpu: first.program.usage().cpu * 1000 };
    let cells = 0;
    const begun = performance.now();
    try {
      const token = readFileSync(join(folder, 'data', 'operator-token'), 'utf8').trim();
      for (let n = 1; n <= addons; n++) {
        progress(`widget ${n} of ${addons} is installed`);
        await install(first.port, token, `widget-${n}`, n <= withBackend);
        cells = Math.max(cells, await sum(first.port, 'annex_cells'));
      }
    } finally {
      await first.program.stop();
    }
    const installed = performance.now() - begun;

    const starts = [];
    for (let round = 1; round <= rounds; round++) {
      progress(`start ${round} of ${rounds}`);
      const { program, port, ready } = await started(empty, folder, args, options);
      const cpu = program.usage().cpu * 1000;
      try {
        await sleep(SETTLE_SECONDS * 1000);
        const memory = program.usage().memory;
        await asked(port, 1, addons, withBackend);
        starts.push({ ready, cpu, memory, cells: await sum(port, 'annex_cells'), evaluated: await sum(port, 'annex_evaluated') });
      } finally {
        await program.stop();
      }
    }
    return { addons, withBackend, bare, installed, cells, starts };
  });

/** Each has what browsers get, and one its service. @param {number} port @param {number} from @param {number} to @param {number} withBackend */
async function asked(port, from, to, withBackend) {
  for (let n = from; n <= to; n++) {
    const { status, body } = await request(`http://127.0.0.1:${port}/console/widgets/widget-${n}/widget.js`);
    if (status !== 200 || !body.includes('createElement')) throw new Error(`widget-${n}: ${status} ${body.slice(0, 100)}`);
  }
  if (withBackend > 0) {
    const { status } = await request(`http://127.0.0.1:${port}/console/wb/status`, { headers: { 'widget-id': 'widget-1' } });
    if (status !== 200) throw new Error(`the backend of widget-1: ${status} (expected: 200)`);
  }
}

/** @param {string} addons @param {string} folder @param {string[]} args @param {import('./options.mjs').Options} options */
async function started(addons, folder, args, { serverCpus: cpus }) {
  const port = await freePort();
  const program = new Program({ ...annexCommand([addons], port, folder, args), cpus });
  try {
    return { program, port, ready: await program.printed(READY) };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

/** @param {number} port @param {string} token @param {string} id @param {boolean} withBackend */
async function install(port, token, id, withBackend) {
  const script = `Stage.defineWidget({ id: '${id}', render: () => <p>{['${id}'].map((name) => <b key={name}>{name}</b>)}</p> });\n`;
  const backend = `module.exports = (r) => { r.register('status', 'GET', (req, res) => res.send('${id}')); };\n`;
  /** @type {[string, string | Buffer][]} */
  const files = [['widget.js', script], ['widget.png', PNG]];
  if (withBackend) files.push(['backend.js', backend]);
  const head = `--part\r\nContent-Disposition: form-data; name="widget"; filename="${id}.tar"\r\nContent-Type: application/x-tar\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), tar(files), Buffer.from('\r\n--part--\r\n')]);
  const authorization = `Basic ${Buffer.from(`operator:${token}`).toString('base64')}`;
  const answer = await posted(port, body, { authorization, 'content-type': 'multipart/form-data; boundary=part' });
  if (answer !== `{"id":"${id}","isCustom":true}`) throw new Error(`${id} was not installed: ${answer}`);
}

/** @param {number} port @param {Buffer} body @param {Record<string, string>} headers @returns {Promise<string>} */
const posted = (port, body, headers) =>
  new Promise((resolve, reject) => {
    const call = send({ host: '127.0.0.1', port, path: '/console/widgets', method: 'POST', headers: { ...headers, 'content-length': body.length } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (each) => (text += each));
      response.on('end', () => resolve(text));
    });
    call.on('error', reject);
    call.end(body);
  });

/** @param {[string, string | Buffer][]} files */
function tar(files) {
  const blocks = files.flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    const head = Buffer.alloc(BLOCK);
    head.write(name);
    head.write('0000644\0', 100);
    head.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    head.write(`${'0'.repeat(11)}\0`, 136);
    head.write('        0', 148);
    head.write('ustar\x0000', 257);
    head.write(`${head.reduce((all, each) => all + each, 0).toString(8).padStart(6, '0')}\0 `, 148);
    return [head, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** @param {(Awaited<ReturnType<typeof measure>> & { server: string })[]} measured */
function describe(measured) {
  const reached = (/** @type {number} */ value, /** @type {number} */ most) => (value <= most ? '' : ', **not reached**');
  const rows = measured.map(({ server, addons, withBackend, bare, installed, cells, starts }) => {
    const ready = median(starts.map((each) => each.ready));
    const memory = Math.max(...starts.map((each) => each.memory));
    return [
      server,
      `${number(addons)}, of which ${number(addons - withBackend)} have none`,
      ms(installed / addons),
      number(cells),
      ms(ready) + reached(ready, ASKED.ready),
      ms(median(starts.map((each) => each.cpu))),
      `${ms(bare.ready)}, CPU ${ms(bare.cpu)}`,
      mb(memory) + reached(memory, ASKED.memory),
      number(Math.max(...starts.map((each) => each.cells))),
    ];
  });
  return [
    `Widgets that were installed over HTTP; the next start with what is kept of them, and resident memory ${SETTLE_SECONDS} s later:`,
    table(['server', 'widgets with and without a backend', 'an installation', 'most cells meanwhile', 'ready (asked 5 s)', 'CPU until then', 'without any widget', 'most memory (asked 700 MB)', 'cells after a call'], rows),
  ];
}
