// Node's modules as add-ons have them, by the same expressions on Node itself.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { boot, split } from './harness.mjs';

const require = createRequire(import.meta.url);

/** What both evaluate; a probe gives a value or a promise. */
const evaluating = (probes) => `
  const [crypto, net, http, os] = ['crypto', 'net', 'http', 'os'].map((name) => require(name));
  const text = 'wörter \\u{1f600} and more ';
  const shown = (value) => Buffer.isBuffer(value) ? 'bytes ' + value.toString('hex') : value instanceof Uint8Array || value instanceof ArrayBuffer ? 'view ' + Buffer.from(value).toString('hex') : typeof value === 'function' ? 'function' : value === undefined ? 'undefined' : value;
  const failed = (error) => ({ thrown: error.name, code: error.code });
  const probes = [${probes.map((each) => `() => (${each})`).join(',\n')}];
  const all = () => Promise.all(probes.map(async (probe) => { try { return shown(await probe()); } catch (error) { return failed(error); } }));`;

/** Where host and guest put what is short, and the one function of the host's cryptography that is asked for here. */
const shared = new Uint8Array(65536);
function drawn(call) {
  const [name, , length] = call.split('\0');
  assert.equal(name, 'random');
  shared.set(randomBytes(Number(length)));
  return Number(length);
}

async function here(probes) {
  const guest = boot(
    { '/index.js': `${evaluating(probes)}\nrequire('router').get('/', (req, res) => { all().then((answers) => res.json(answers)); });` },
    { ops: { random: (length) => Uint8Array.from(randomBytes(Number(length))).buffer, 'crypto.share': () => shared.buffer, 'crypto.quick': () => () => assert.fail('there is no digest here'), crypto: drawn } },
  );
  assert.equal(guest.load()?.error, undefined);
  guest.exchange({});
  await guest.settled();
  return JSON.parse(split(guest.entries.collect())[0].body);
}

async function there(probes) {
  return JSON.parse(JSON.stringify(await new Function('require', 'Buffer', `${evaluating(probes)}\nreturn all();`)(require, Buffer)));
}

/** What needs no digest or cipher of the host's; `NodeModulesIT` has those. */
const crypto = [
  `crypto.createHash('sha256') instanceof crypto.Hash`,
  `crypto.createHmac('sha256', 'k') instanceof crypto.Hmac`,
  `crypto.createHash('sha1').update(5)`,
  `crypto.createHash('sha1').update(null)`,
  `crypto.createHash('sha1').update('abc', 'hex')`,
  `crypto.createHmac('sha1')`,
  `crypto.createHmac('nonsense', 'k')`,
  `crypto.createHash('nonsense')`,
  `crypto.createCipheriv('nonsense', '', '')`,
  `crypto.createCipheriv('aes-128-cbc', Buffer.alloc(15), Buffer.alloc(16))`,
  `crypto.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12), { authTagLength: 3 })`,
  `crypto.timingSafeEqual(Buffer.from('abc'), Buffer.from('abc'))`,
  `crypto.timingSafeEqual(Buffer.from('abc'), new Uint8Array([97, 98, 100]))`,
  `crypto.timingSafeEqual(new Uint16Array([1]), Buffer.from([1, 0]))`,
  `crypto.timingSafeEqual(Buffer.from('abc'), Buffer.from('ab'))`,
  `crypto.timingSafeEqual('abc', Buffer.from('abc'))`,
  `crypto.timingSafeEqual(Buffer.from('abc'), undefined)`,
  `crypto.randomBytes(20).length`,
  `crypto.randomBytes(0)`,
  `crypto.randomBytes(100000).length`,
  `crypto.randomBytes(20).equals(crypto.randomBytes(20))`,
  `crypto.randomBytes(-1)`,
  `crypto.randomBytes(1.5).length`,
  `crypto.randomBytes('5')`,
  `crypto.randomBytes()`,
  `new Promise((resolve) => crypto.randomBytes(7, (error, bytes) => resolve([error, bytes.length])))`,
  `crypto.randomInt(1)`,
  `crypto.randomInt(5, 6)`,
  `Array.from({ length: 200 }, () => crypto.randomInt(3, 6)).every((n) => n === 3 || n === 4 || n === 5)`,
  `new Set(Array.from({ length: 200 }, () => crypto.randomInt(4))).size`,
  `crypto.randomInt(5, 5)`,
  `crypto.randomInt(0)`,
  `crypto.randomInt('5')`,
  `crypto.randomInt(2 ** 48)`,
  `crypto.randomInt(-5, -4)`,
  `new Promise((resolve) => crypto.randomInt(1, (error, n) => resolve([error ?? null, n])))`,
  `/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())`,
  `crypto.randomFillSync(Buffer.alloc(50)).some((byte) => byte !== 0)`,
  `crypto.randomFillSync(new Uint32Array(8)) instanceof Uint32Array`,
  `crypto.getRandomValues(new Uint8Array(4)).length`,
  `crypto.getCipherInfo('aes-128-ccm', { ivLength: 14 })`,
  `crypto.createSecretKey('abcd').export()`,
  `crypto.createSecretKey('abcd').export({ format: 'jwk' })`,
  `crypto.createSecretKey('abcd').equals(crypto.createSecretKey(Buffer.from('abcd')))`,
  `crypto.createSecretKey(5)`,
  `crypto.createPublicKey({})`,
  `crypto.createPublicKey(crypto.createSecretKey('abcd'))`,
  `crypto.createPrivateKey({ key: 'x', type: 'spki' })`,
  `crypto.createPublicKey({ key: { kty: 'EC', crv: 'nope', x: 'a', y: 'a' }, format: 'jwk' })`,
  `crypto.generateKeyPairSync('nope')`,
  `crypto.generateKeyPairSync('rsa', {})`,
  `crypto.generateKeyPairSync('ec', { namedCurve: 'nope' })`,
  `crypto.scryptSync('a', 'b', 10, { N: 15 })`,
  `crypto.pbkdf2Sync('a', 'b', 0, 10, 'sha1')`,
  `crypto.hkdfSync('sha1', 'a', 'b', 'c', 5101)`,
  `crypto.createECDH('nope')`,
  `crypto.diffieHellman({})`,
  `new crypto.X509Certificate(1)`,
  `crypto.sign('sha256', Buffer.alloc(1))`,
  `crypto.createSign('nope')`,
  `crypto.checkPrimeSync(-1n)`,
].map((each) => (each.startsWith('{ ') ? `(() => ${each})()` : each));

const ADDRESSES = [
  '', ' ', '0.0.0.0', '127.0.0.1', '255.255.255.255', '256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.04', '1.2.3.4 ', ' 1.2.3.4', '1..3.4', '1.2.3.', '.1.2.3', '0x7f.0.0.1', '1.2.3.a', '1e1.0.0.0', '-1.2.3.4', '+1.2.3.4', '٣.1.1.1',
  '::', '::1', '1::', '1::8', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '1::2::3', ':::', ':1', '1:', ':1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8:', '12345::', 'g::', 'ABCD::ef01', 'fe80::1%eth0', 'fe80::1%', 'fe80::1%a%b', '::1%1.2', '%eth0', '::%',
  '::ffff:1.2.3.4', '::1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7:1.2.3.4', '1:2:3:4:5:1.2.3.4', '::ffff:256.1.1.1', '::ffff:1.2.3', '::1.2.3.4:5', '1.2.3.4::', '64:ff9b::192.0.2.33', '0:0:0:0:0:0:0:0', '[::1]', '::1/128', '1.2.3.4/8', '::1 ', '\t::1', '::1\n', '0000:0000:0000:0000:0000:0000:0000:0001', '00000::',
];

/** The same each time. */
function generated(count) {
  let seed = 7;
  const next = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  const pieces = ['0', '1', '9', '25', '255', '256', 'a', 'ffff', '::', ':', '.', '.', ':', '%', '1.2.3.4', 'g', ''];
  return Array.from({ length: count }, () => Array.from({ length: 1 + next(12) }, () => pieces[next(pieces.length)]).join(''));
}

const net = [
  ...[...ADDRESSES, ...generated(400)].map((each) => `[net.isIP(${JSON.stringify(each)}), net.isIPv4(${JSON.stringify(each)}), net.isIPv6(${JSON.stringify(each)})]`),
  ...['undefined', 'null', '5', '{}', '[]', `['::1']`, `{ toString: () => '127.0.0.1' }`, 'true'].map((each) => `[net.isIP(${each}), net.isIPv4(${each}), net.isIPv6(${each})]`),
];

const http = [
  `${JSON.stringify(require('node:http').METHODS)}.filter((name) => !http.METHODS.includes(name))`,
  `[...http.METHODS].sort().join() === http.METHODS.join()`,
  `Object.keys(http.STATUS_CODES)`,
  ...Object.keys(require('node:http').STATUS_CODES).map((code) => `http.STATUS_CODES[${code}]`),
  `[typeof http.IncomingMessage, typeof http.ServerResponse, typeof http.Agent, typeof http.globalAgent, http.maxHeaderSize]`,
  `['setHeader', 'getHeader', 'getHeaders', 'getHeaderNames', 'hasHeader', 'removeHeader', 'appendHeader', 'writeHead', 'flushHeaders', 'write', 'end', 'setTimeout', 'cork', 'uncork', 'addTrailers', 'writeContinue', 'writeProcessing', 'writeEarlyHints'].filter((name) => typeof http.ServerResponse.prototype[name] !== 'function')`,
];

const os = [
  `[os.EOL, os.platform(), os.type(), os.endianness(), os.devNull, os.arch(), os.machine()]`,
  `['hostname', 'homedir', 'tmpdir', 'release', 'version', 'uptime', 'totalmem', 'freemem', 'availableParallelism', 'arch'].map((name) => typeof os[name]())`,
  `[Array.isArray(os.cpus()), os.loadavg().length, typeof os.networkInterfaces(), Object.keys(os.userInfo()).sort()]`,
  `typeof os.constants.signals`,
];

for (const [name, probes] of Object.entries({ crypto, net, http, os })) {
  test(`${name} says what Node's says, ${probes.length} times`, async () => {
    const [ours, nodes] = await Promise.all([here(probes), there(probes)]);
    const different = probes.map((probe, i) => ({ probe, here: ours[i], node: nodes[i] })).filter(({ here, node }) => JSON.stringify(here) !== JSON.stringify(node));
    assert.deepEqual(different, []);
  });
}

test('what has no host behind it says so', async () => {
  const answers = await here([`new Promise(() => http.createServer().listen(0))`, `new Promise(() => net.connect(80))`, `os.cpus()`, `os.networkInterfaces()`, `[os.hostname(), os.homedir(), os.userInfo().username]`]);
  assert.equal(answers[0].thrown, 'Error');
  assert.equal(answers[1].thrown, 'Error');
  assert.deepEqual(answers.slice(2), [[], {}, ['annex', '/', 'annex']]);
});
