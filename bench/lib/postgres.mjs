// A PostgreSQL of the benchmark's own, from the programs of the system.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Program, freePort } from './processes.mjs';
import { Missing } from './servers.mjs';

const DEBIAN = '/usr/lib/postgresql';

/** Where its programs are: on the PATH, or where Debian has them. */
function programs() {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN, version, 'bin')) : [];
  const found = [...debian, ...(process.env.PATH ?? '').split(':')].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (!found) throw new Missing('initdb and postgres (expected: on the PATH, or in /usr/lib/postgresql; the Debian package postgresql)');
  return found;
}

/** It does not run as root, so there it is somebody else's. */
const somebody = () => (process.getuid?.() === 0 ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] : []);

/** Starts one, with its defaults, in a folder that it may enter, and these databases in it; gives the program and the URL of each.
 * @param {string} folder @param {string[]} databases @param {string | undefined} cpus */
export async function postgres(folder, databases, cpus) {
  const bin = programs();
  const data = join(folder, 'postgres');
  mkdirSync(data);
  if (somebody().length > 0) {
    chmodSync(folder, 0o711);
    chownSync(data, 65534, 65534);
  }
  const run = (/** @type {string} */ program, /** @type {string[]} */ args) => {
    const [file, ...rest] = [...somebody(), join(bin, program), ...args];
    const { status, stderr, error } = spawnSync(file, rest, { encoding: 'utf8', cwd: '/' });
    if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
  };
  run('initdb', ['-D', data, '-U', 'annex', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const port = await freePort();
  const [file, ...rest] = [...somebody(), join(bin, 'postgres'), '-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-c', 'unix_socket_directories='];
  const program = new Program({ file, args: rest, cwd: '/', cpus });
  await program.complained('ready to accept connections');
  for (const name of databases) run('createdb', ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'annex', name]);
  return { program, urls: databases.map((name) => `jdbc:postgresql://127.0.0.1:${port}/${name}`) };
}
