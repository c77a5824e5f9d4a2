// What Node's `crypto` answers. The same file runs on Node and in an add-on.
'use strict';
const crypto = require('node:crypto');
const util = require('util');
const keys = require('./crypto-keys.js');

const probes = {};
module.exports = probes;
function of(group, ...all) {
  for (const probe of all) probes[`${group}: ${probe.toString().replace(/^(async )?\(\) => /, '$1').replace(/\s+/g, ' ')}`] = probe;
}
const bytes = (length, seed = 7) => Buffer.from(Array.from({ length }, (_, at) => (at * 31 + seed * 17) & 255));
const collect = async (readable) => { const parts = []; for await (const part of readable) parts.push(part); return Buffer.concat(parts); };
const tries = (...runs) => runs.map((run) => { try { return run(); } catch (error) { return error; } });
const called = (run) => new Promise((resolve) => run((...args) => resolve(args)));
const rsa = crypto.createPrivateKey(keys.RSA);
const rsaPublic = crypto.createPublicKey(keys.RSA);
const ec = crypto.createPrivateKey(keys.EC);
const ecPublic = crypto.createPublicKey(keys.EC);
const ed = crypto.createPrivateKey(keys.ED25519);
const edPublic = crypto.createPublicKey(keys.ED25519);
const x = crypto.createPrivateKey(keys.X25519);
const xPublic = crypto.createPublicKey(keys.X25519);
const pss = crypto.createPrivateKey(keys.PSS);
const pssPublic = crypto.createPublicKey(keys.PSS);
const secret = crypto.createSecretKey(Buffer.from('abcd'));
const text = 'the quick brown fox jumps over the lazy dog';

of('crypto',
  () => Object.keys(crypto).sort(),
  () => ['prng', 'pseudoRandomBytes', 'rng', 'fips'].map((name) => typeof crypto[name]),
  () => ({ ...crypto.constants }),
  () => crypto.webcrypto === globalThis.crypto && crypto.subtle === globalThis.crypto.subtle,
  () => crypto.secureHeapUsed(),
  () => [crypto.getFips(), crypto.fips, crypto.setFips(0)],
  () => tries(() => crypto.setEngine('none')),
  () => crypto.getRandomValues(new Uint8Array(4)).length,
);

const DIGESTS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512', 'ripemd160', 'rmd160', 'blake2b512', 'blake2s256', 'RSA-SHA256', 'SHA-256', 'sha-1', 'SHA512', 'RSA-SHA1', 'sm3', 'md5-sha1', 'RSA-RIPEMD160'];
for (const name of DIGESTS) {
  probes[`digest: ${name}`] = () => ['', text, bytes(1000), 'äöü€😀\ud800', bytes(70000)].map((data) => crypto.createHash(name).update(data).digest('hex'));
  probes[`hash: ${name}`] = () => [crypto.hash(name, text), crypto.hash(name, bytes(100), 'base64'), crypto.hash(name, text, 'buffer'), crypto.hash(name, 'ä', { outputEncoding: 'latin1' })];
  probes[`hmac: ${name}`] = () => ['', 'key', bytes(64), bytes(65), bytes(129), bytes(1000)].map((key) => crypto.createHmac(name, key).update(text).digest('base64url'));
}
of('digest',
  () => [5, 16, 100].map((outputLength) => crypto.createHash('shake128', { outputLength }).update('a').digest('hex')),
  () => crypto.createHash('shake256', { outputLength: 0 }).update('a').digest(),
  () => crypto.hash('shake256', 'a', { outputLength: 4 }),
  () => crypto.createHash('shake256').update('a').digest('hex'),
  () => crypto.createHash('sha256').update('a').update(Buffer.from('b')).update(new Uint16Array([1, 2])).update(new DataView(new ArrayBuffer(3))).digest('hex'),
  () => ['hex', 'base64', 'base64url', 'latin1', 'binary', 'ascii', 'utf8', 'ucs2', 'buffer', 'nope', null, undefined].map((encoding) => crypto.createHash('md5').update('a').digest(encoding)),
  () => crypto.createHash('sha1').update('6162', 'hex').update('YWI=', 'base64').update('é', 'latin1').update('é', 'ucs2').update('é', 'nope').digest('hex'),
  () => { const hash = crypto.createHash('sha1').update('a'); const copy = hash.copy(); hash.update('b'); copy.update('c'); return [hash.digest('hex'), copy.digest('hex')]; },
  () => { const hash = crypto.createHash('sha256').update(bytes(100000)); const copy = hash.copy(); return [hash.update('x').digest('hex'), copy.digest('hex')]; },
  () => { const data = bytes(10); const hash = crypto.createHash('sha1').update(data); data.fill(0); return hash.digest('hex'); },
  () => { const hash = crypto.createHash('sha1'); for (let i = 0; i < 2000; i++) hash.update(bytes(i % 200)); return hash.digest('hex'); },
  () => { const hash = crypto.createHash('sha1'); for (let i = 0; i < 9; i++) hash.update('ä'.repeat(20000)); return hash.digest('hex'); },
  () => { const mac = crypto.createHmac('sha512', 'k'); for (let i = 0; i < 9; i++) mac.update(bytes(30000, i)); return mac.digest('hex'); },
  () => {
    const all = ['sha256', 'sha1', 'md5'].map((name) => [crypto.createHash(name), crypto.createHmac(name, bytes(20)), crypto.createHmac(name, bytes(200))]).flat();
    for (let i = 0; i < 40; i++) all.forEach((each, at) => { each.update(bytes(i * 7, at)); if (i % 10 === at) crypto.randomBytes(64); });
    return all.map((each) => each.digest('hex'));
  },
  () => { const hash = crypto.createHash('sha1').update(bytes(100)); crypto.createHmac('sha256', bytes(500)).update('x').digest(); return hash.update('ä').update('b').digest('base64'); },
  () => [...Array(20)].map((_, i) => crypto.createHmac('sha256', bytes(i * 300)).update(bytes(i * 3000)).update(bytes(40000, i)).digest('hex')),
  () => [...Array(12)].map((_, i) => crypto.createHash('sha256').update('a'.repeat(510 + i)).update('ä'.repeat(i)).digest('hex')),
  () => [...Array(6)].map((_, i) => crypto.createHmac('sha1', bytes(5000)).update(bytes(60000 + i * 4000)).digest('hex')),
  () => tries(() => crypto.createHash('nope'), () => crypto.createHash(1), () => crypto.createHmac('nope', 'k'), () => crypto.createHmac(1), () => crypto.createHmac('md5', null), () => crypto.createHmac('md5', 1), () => crypto.createHmac('md5', rsaPublic), () => crypto.createHmac('shake128', 'k')),
  () => tries(() => crypto.createHash('md5').update(1), () => crypto.createHash('md5').update(new ArrayBuffer(1)), () => crypto.createHash('md5').update(), () => crypto.createHash('md5').update('abc', 'hex'), () => crypto.createHmac('md5', 'k').update(1)),
  () => tries(() => { const hash = crypto.createHash('md5'); hash.digest(); hash.update('a'); }, () => { const hash = crypto.createHash('md5'); hash.digest(); hash.digest(); }, () => { const hash = crypto.createHash('md5'); hash.digest(); hash.copy(); }, () => { const mac = crypto.createHmac('md5', 'k'); mac.digest(); return mac.digest('hex'); }, () => { const mac = crypto.createHmac('md5', 'k'); mac.digest(); mac.update('a'); }),
  () => tries(() => crypto.createHash('sha256', { outputLength: 5 }), () => crypto.createHash('sha256', { outputLength: 32 }).digest().length, () => crypto.createHash('shake128', { outputLength: -1 }), () => crypto.createHash('shake128', { outputLength: 'a' }), () => crypto.createHash('shake128', { outputLength: 1.5 })),
  () => tries(() => crypto.hash('nope', 'a'), () => crypto.hash('md5', 'a', 'nope'), () => crypto.hash('md5', 1), () => crypto.hash(1, 'a'), () => crypto.hash('sha256', 'a', { outputLength: 4 }), () => crypto.hash('md5', 'a', 5)),
  async () => { const hash = crypto.createHash('sha256'); hash.write('a'); hash.end('b'); return collect(hash); },
  async () => { const mac = crypto.createHmac('sha256', 'k'); mac.end(bytes(100000)); return collect(mac); },
  async () => { const hash = crypto.createHash('sha256'); hash.setEncoding('hex'); hash.end('x'); const parts = []; for await (const part of hash) parts.push(part); return parts; },
  async () => { const { pipeline } = require('stream/promises'); const hash = crypto.createHash('md5'); await pipeline(require('stream').Readable.from(['a', 'b']), hash); return hash.read(); },
  async () => { const hash = crypto.createHash('md5'); hash.end('a'); await require('stream/promises').finished(hash.resume()); return tries(() => hash.update('a'), () => hash.digest('hex'), () => hash.digest('hex')); },
  async () => { const mac = crypto.createHmac('md5', 'k'); mac.end('a'); await require('stream/promises').finished(mac.resume()); return tries(() => mac.digest('hex')); },
  () => crypto.createHash('md5') instanceof crypto.Hash && crypto.createHash('md5') instanceof require('stream').Transform && crypto.createHmac('md5', '') instanceof crypto.Hmac,
  () => crypto.createHmac('sha256', secret).update('a').digest('hex') === crypto.createHmac('sha256', 'abcd').update('a').digest('hex'),
  () => ['sha256', 'RSA-SHA512', 'ripemd160', 'sha3-256', 'shake128', 'blake2b512', 'md5'].map((name) => crypto.getHashes().includes(name)),
  () => { const all = crypto.getHashes(); return all.every((name) => typeof crypto.createHash(name).digest('hex') === 'string'); },
);

const key = (length) => bytes(length, 3);
const CIPHERS = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'aes-128-ecb', 'aes-256-ecb', 'aes-128-ctr', 'aes-192-ctr', 'aes-256-ctr', 'aes-128-gcm', 'aes-192-gcm', 'aes-256-gcm', 'aes-128-ccm', 'aes-256-ccm', 'aes-128-ocb', 'aes-256-ocb', 'chacha20-poly1305', 'chacha20', 'aes-128-cfb', 'aes-256-cfb', 'aes-128-cfb8', 'aes-128-ofb', 'aes-256-ofb', 'des-ede3-cbc', 'des-ede3', 'id-aes128-wrap', 'id-aes256-wrap', 'id-aes256-wrap-pad', 'aes256', 'AES-256-CBC', 'id-aes256-GCM', 'des3'];
function ciphered(name, data, aad, parts = 1) {
  const { keyLength, ivLength = 0, mode } = crypto.getCipherInfo(name);
  const iv = mode === 'wrap' && ivLength === 8 ? Buffer.alloc(8, 0xa6) : mode === 'wrap' ? Buffer.from('a65959a6', 'hex') : ivLength === 0 ? null : bytes(ivLength, 5);
  const aead = mode === 'gcm' || mode === 'ccm' || mode === 'ocb' || name === 'chacha20-poly1305';
  const options = aead ? { authTagLength: 16 } : undefined;
  const cipher = crypto.createCipheriv(name, key(keyLength), iv, options);
  if (aead && aad) cipher.setAAD(aad, { plaintextLength: data.length });
  const size = Math.max(1, Math.ceil(data.length / parts));
  const out = [];
  for (let at = 0; at === 0 || at < data.length; at += size) out.push(cipher.update(data.subarray(at, at + size)));
  const sizes = out.map((each) => each.length);
  out.push(cipher.final());
  const sealed = Buffer.concat(out);
  const tag = aead ? cipher.getAuthTag() : null;
  const decipher = crypto.createDecipheriv(name, key(keyLength), iv, options);
  if (aead) { decipher.setAuthTag(tag); if (aad) decipher.setAAD(aad, { plaintextLength: data.length }); }
  const opened = Buffer.concat([decipher.update(sealed), decipher.final()]);
  return [sealed, tag, sizes, opened.equals(data)];
}
for (const name of CIPHERS) {
  const wraps = /wrap/.test(name);
  const lengths = wraps ? [16, 24, 40] : [0, 1, 15, 16, 17, 64, 1000];
  probes[`cipher: ${name}`] = () => lengths.map((length) => ciphered(name, bytes(length)));
  if (!wraps && !/ccm/.test(name)) probes[`cipher in parts: ${name}`] = () => [17, 100, 1000].map((length) => ciphered(name, bytes(length), undefined, 7));
  if (/gcm|ccm|ocb|poly/i.test(name)) probes[`aead: ${name}`] = () => [0, 1, 16, 100].map((length) => ciphered(name, bytes(50), bytes(length, 9)));
  probes[`cipher info: ${name}`] = () => ({ ...crypto.getCipherInfo(name) });
}
const cbc = () => crypto.createCipheriv('aes-128-cbc', key(16), bytes(16));
const uncbc = () => crypto.createDecipheriv('aes-128-cbc', key(16), bytes(16));
const gcm = (options) => crypto.createCipheriv('aes-128-gcm', key(16), bytes(12), options);
const ungcm = (options) => crypto.createDecipheriv('aes-128-gcm', key(16), bytes(12), options);
const ccm = (options = { authTagLength: 16 }) => crypto.createCipheriv('aes-128-ccm', key(16), bytes(12), options);
const unccm = () => crypto.createDecipheriv('aes-128-ccm', key(16), bytes(12), { authTagLength: 16 });
of('cipher',
  () => tries(() => crypto.createCipheriv('nope', key(16), bytes(16)), () => crypto.createCipheriv(1, key(16), bytes(16)), () => crypto.createCipheriv('aes-128-cbc', key(15), bytes(16)), () => crypto.createCipheriv('aes-128-cbc', key(16), bytes(15)), () => crypto.createCipheriv('aes-128-cbc', key(16), null), () => crypto.createCipheriv('aes-128-cbc', key(16)), () => crypto.createCipheriv('aes-128-cbc', 5, bytes(16)), () => crypto.createCipheriv('aes-128-cbc', rsaPublic, bytes(16))),
  () => tries(() => crypto.createCipheriv('aes-128-ecb', key(16), bytes(16)), () => crypto.createCipheriv('aes-128-ecb', key(16), '').final(), () => crypto.createCipheriv('aes-128-gcm', key(16), ''), () => gcm({ authTagLength: 3 }), () => gcm({ authTagLength: -1 }), () => gcm({ authTagLength: 'a' }), () => ccm({}), () => ccm({ authTagLength: 5 }), () => crypto.createCipheriv('aes-128-ccm', key(16), bytes(14), { authTagLength: 16 }), () => crypto.createCipheriv('aes-128-ocb', key(16), bytes(12)), () => crypto.createCipheriv('chacha20-poly1305', key(32), bytes(13)), () => crypto.createCipheriv('chacha20-poly1305', key(32), bytes(12), { authTagLength: 17 })),
  () => tries(() => gcm().getAuthTag(), () => { const cipher = cbc(); cipher.final(); cipher.getAuthTag(); }, () => cbc().setAAD(bytes(1)), () => { const cipher = gcm(); cipher.update('a'); cipher.setAAD(bytes(1)); }, () => { const cipher = gcm(); cipher.final(); cipher.setAAD(bytes(1)); }, () => { const cipher = gcm(); cipher.final(); cipher.update('a'); }, () => { const cipher = cbc(); cipher.final(); cipher.update('a'); }, () => { const cipher = cbc(); cipher.final(); cipher.final(); }, () => { const cipher = cbc(); cipher.final(); cipher.setAutoPadding(false); }, () => gcm().setAuthTag(bytes(16))),
  () => tries(() => { const cipher = cbc().setAutoPadding(false); cipher.update('a'); return cipher.final(); }, () => { const cipher = cbc().setAutoPadding(false); return [cipher.update(bytes(16)), cipher.final()]; }, () => { const decipher = uncbc(); decipher.update(bytes(16)); decipher.final(); }, () => { const decipher = uncbc(); decipher.update(bytes(15)); decipher.final(); }, () => uncbc().final(), () => { const decipher = uncbc().setAutoPadding(false); return [decipher.update(bytes(32)), decipher.final()]; }, () => { const decipher = uncbc().setAutoPadding(false); decipher.update(bytes(15)); decipher.final(); }),
  () => tries(() => { const decipher = ungcm(); decipher.update(bytes(15)); decipher.final(); }, () => { const decipher = ungcm(); decipher.setAuthTag(bytes(16)); decipher.update(bytes(15)); decipher.final(); }, () => ungcm().setAuthTag(bytes(12)), () => ungcm({ authTagLength: 12 }).setAuthTag(bytes(16)), () => ungcm().setAuthTag(bytes(3)), () => ungcm().setAuthTag(bytes(16)).setAuthTag(bytes(16)), () => ungcm().setAuthTag(1), () => ungcm().getAuthTag()),
  () => tries(() => { const decipher = unccm(); decipher.setAuthTag(bytes(16)); const out = decipher.update(bytes(15)); return [out, tries(() => decipher.final())]; }, () => { const decipher = unccm(); decipher.update(bytes(15)); decipher.final(); }, () => ccm().setAAD(bytes(1)), () => ccm().setAAD(bytes(1), { plaintextLength: -1 }), () => { const cipher = ccm(); cipher.update('a'); cipher.update('a'); }, () => crypto.createCipheriv('aes-128-ccm', key(16), bytes(13), { authTagLength: 16 }).update(Buffer.alloc(65536)), () => { const cipher = ccm(); cipher.final(); return cipher.getAuthTag(); }),
  () => tries(() => { const decipher = crypto.createDecipheriv('chacha20-poly1305', key(32), bytes(12)); decipher.setAuthTag(bytes(16)); decipher.update(bytes(9)); decipher.final(); }, () => { const decipher = crypto.createDecipheriv('aes-128-ocb', key(16), bytes(12), { authTagLength: 16 }); decipher.setAuthTag(bytes(16)); decipher.update(bytes(9)); decipher.final(); }, () => crypto.createDecipheriv('id-aes128-wrap', key(16), Buffer.alloc(8, 0xa6)).update(bytes(24)), () => crypto.createCipheriv('id-aes128-wrap', key(16), Buffer.alloc(8, 0xa6)).update(bytes(15))),
  () => ['hex', 'base64', 'base64url', 'latin1'].map((encoding) => { const cipher = cbc(); return cipher.update(text, 'utf8', encoding) + '|' + cipher.update('a', 'utf8', encoding) + '|' + cipher.final(encoding); }),
  () => ['utf8', 'latin1', 'ucs2'].map((encoding) => { const cipher = cbc(); const sealed = Buffer.concat([cipher.update('ä€😀'.repeat(20), encoding), cipher.final()]); const decipher = uncbc(); let out = ''; for (const byte of sealed) out += decipher.update(Buffer.from([byte]), undefined, encoding); return out + decipher.final(encoding); }),
  () => tries(() => { const cipher = cbc(); cipher.update('a', 'utf8', 'hex'); cipher.final('base64'); }, () => cbc().update('a', 'utf8', 'nope'), () => cbc().update(1), () => cbc().update('abc', 'hex'), () => cbc().setAAD(1)),
  () => [1, 7, 8, 13, 16, 17, 60].map((length) => { const cipher = crypto.createCipheriv('aes-256-gcm', key(32), bytes(length)); return [cipher.update(text), cipher.final(), cipher.getAuthTag()]; }),
  () => [4, 8, 12, 13, 14, 15, 16].map((authTagLength) => { const cipher = gcm({ authTagLength }); cipher.update(text); cipher.final(); return cipher.getAuthTag(); }),
  () => [4, 6, 8, 10, 12, 14, 16].map((authTagLength) => [7, 10, 13].map((length) => { const cipher = crypto.createCipheriv('aes-128-ccm', key(16), bytes(length), { authTagLength }); cipher.update(text); cipher.final(); return cipher.getAuthTag(); })),
  () => [1, 8, 12, 15].map((length) => { const cipher = crypto.createCipheriv('aes-128-ocb', key(16), bytes(length), { authTagLength: 12 }); return [cipher.update(text), cipher.final(), cipher.getAuthTag()]; }),
  () => { const cipher = gcm(); cipher.setAAD(bytes(5)); cipher.setAAD(bytes(6)); cipher.update('a'); cipher.final(); return cipher.getAuthTag(); },
  () => crypto.createCipheriv('aes-128-cbc', crypto.createSecretKey(key(16)), bytes(16)).final().equals(cbc().final()),
  () => crypto.createCipheriv('aes-128-cbc', key(16).toString('hex'), 'x'.repeat(16), { encoding: 'hex' }).final(),
  async () => { const cipher = cbc(); cipher.write('a'); cipher.end(bytes(70000)); const sealed = await collect(cipher); const decipher = uncbc(); decipher.end(sealed); return (await collect(decipher)).length; },
  async () => { const decipher = uncbc(); decipher.end(bytes(32)); try { await collect(decipher); return 'opened'; } catch (error) { return error; } },
  () => crypto.createCipheriv('aes-128-ctr', key(16), Buffer.alloc(16, 255)).update(bytes(64)),
  () => [crypto.getCipherInfo('nope'), crypto.getCipherInfo(901)?.name, crypto.getCipherInfo('aes-128-cbc', { keyLength: 5 }), crypto.getCipherInfo('aes-128-cbc', { ivLength: 16 })?.name, crypto.getCipherInfo('aes-128-cbc', { ivLength: 15 }), crypto.getCipherInfo('aes-128-ccm', { ivLength: 7 })?.ivLength, crypto.getCipherInfo('aes-128-ccm', { ivLength: 14 })],
  () => tries(() => crypto.getCipherInfo({}), () => crypto.getCipherInfo('aes-128-cbc', 1), () => crypto.getCipherInfo('aes-128-cbc', { keyLength: 'a' })),
  () => ['aes-256-gcm', 'id-aes256-ccm', 'chacha20-poly1305', 'aes256'].map((name) => crypto.getCiphers().includes(name)),
  () => cbc() instanceof crypto.Cipheriv && uncbc() instanceof crypto.Decipheriv && cbc() instanceof require('stream').Transform,
);

of('derive',
  () => ['md5', 'sha1', 'sha256', 'sha512', 'sha3-256', 'ripemd160'].map((digest) => crypto.pbkdf2Sync('password', 'salt', 3, 70, digest)),
  () => crypto.pbkdf2Sync('', '', 1, 10, 'sha256'),
  () => crypto.pbkdf2Sync(bytes(200), new DataView(new ArrayBuffer(8)), 1000, 32, 'SHA-512'),
  () => called((done) => crypto.pbkdf2('password', 'salt', 2, 20, 'sha1', done)),
  () => util.promisify(crypto.pbkdf2)('password', 'salt', 2, 20, 'sha1'),
  () => tries(() => crypto.pbkdf2Sync('a', 'b', 1, 10, 'nope'), () => crypto.pbkdf2Sync('a', 'b', 0, 10, 'sha1'), () => crypto.pbkdf2Sync('a', 'b', 1, -1, 'sha1'), () => crypto.pbkdf2Sync('a', 'b', 1, 1), () => crypto.pbkdf2Sync('a', 'b', 1, 0, 'sha1'), () => crypto.pbkdf2Sync('a', 'b', 1.5, 1, 'sha1'), () => crypto.pbkdf2Sync(1, 'b', 1, 1, 'sha1'), () => crypto.pbkdf2Sync('a', null, 1, 1, 'sha1'), () => crypto.pbkdf2('a', 'b', 1, 1, 'sha1'), () => crypto.pbkdf2('a', 'b', 1, 1, () => {})),
  () => [crypto.scryptSync('password', 'NaCl', 64, { N: 1024, r: 8, p: 16 }), crypto.scryptSync('', '', 64, { N: 16, r: 1, p: 1 }), crypto.scryptSync('a', 'b', 10, { cost: 32, blockSize: 4, parallelization: 2 }), crypto.scryptSync('a', 'b', 0)],
  () => called((done) => crypto.scrypt('password', 'salt', 20, { N: 64 }, done)),
  () => called((done) => crypto.scrypt('password', 'salt', 20, done)),
  () => tries(() => crypto.scryptSync('a', 'b', 10, { N: 15 }), () => crypto.scryptSync('a', 'b', 10, { N: 2 ** 20 }), () => crypto.scryptSync('a', 'b', 10, { N: 16, cost: 16 }), () => crypto.scryptSync('a', 'b', 10, { N: 16, r: 0 }), () => crypto.scryptSync('a', 'b', -1), () => crypto.scryptSync('a', 'b', 10, { N: 1024, maxmem: 1000 }), () => crypto.scrypt('a', 'b', 10)),
  () => ['sha1', 'sha256', 'sha512', 'sha3-256'].map((digest) => Buffer.from(crypto.hkdfSync(digest, 'key', 'salt', 'info', 100))),
  () => [crypto.hkdfSync('sha256', '', '', '', 4), crypto.hkdfSync('sha256', secret, bytes(100), bytes(1024), 255 * 32)].map((all) => Buffer.from(all).toString('hex').slice(-40)),
  () => called((done) => crypto.hkdf('sha256', 'key', 'salt', 'info', 10, done)),
  () => tries(() => crypto.hkdfSync('nope', 'a', 'b', 'c', 10), () => crypto.hkdfSync('sha1', 'a', 'b', 'c', 5101), () => crypto.hkdfSync('sha1', 'a', 'b', Buffer.alloc(1025), 51), () => crypto.hkdfSync('sha1', 'a', 'b', '', 0), () => crypto.hkdfSync('sha1', 'a', 'b', 1, 1), () => crypto.hkdfSync('sha1', 'a', 1, '', 1)),
);

of('random',
  () => [crypto.randomBytes(0).length, crypto.randomBytes(33).length, crypto.randomBytes(70000).length, Buffer.isBuffer(crypto.randomBytes(1)), crypto.randomBytes(2.9).length],
  () => called((done) => crypto.randomBytes(5, (error, all) => done(error, all.length))),
  () => crypto.randomFillSync(new Uint32Array(4)).some((each) => each > 0),
  () => { const filled = crypto.randomFillSync(new Uint8Array(40), 10, 20); return [filled.slice(0, 10).every((each) => each === 0), filled.slice(30).every((each) => each === 0), filled.slice(10, 30).some((each) => each > 0)]; },
  () => called((done) => crypto.randomFill(Buffer.alloc(9), (error, all) => done(error, all.length))),
  () => called((done) => crypto.randomFill(Buffer.alloc(9), 1, 2, (error, all) => done(error, all.length))),
  () => Array.from({ length: 100 }, () => crypto.randomInt(3)).every((each) => each >= 0 && each < 3),
  () => Array.from({ length: 100 }, () => crypto.randomInt(-5, 5)).every((each) => each >= -5 && each < 5 && Number.isInteger(each)),
  () => called((done) => crypto.randomInt(1, 2, done)),
  () => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(crypto.randomUUID()),
  () => new Set(Array.from({ length: 1000 }, () => crypto.randomUUID())).size,
  () => /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(crypto.randomUUIDv7()),
  () => tries(() => crypto.randomBytes(-1), () => crypto.randomBytes('1'), () => crypto.randomBytes(1, 1), () => crypto.randomBytes(2 ** 31), () => crypto.randomBytes()),
  () => tries(() => crypto.randomInt(5, 5), () => crypto.randomInt(0, 2 ** 48), () => crypto.randomInt(1.5), () => crypto.randomInt(2 ** 48), () => crypto.randomInt('a'), () => crypto.randomInt(1, 2, 3)),
  () => tries(() => crypto.randomFillSync('a'), () => crypto.randomFillSync(Buffer.alloc(2), 3), () => crypto.randomFillSync(Buffer.alloc(2), 1, 2), () => crypto.randomFillSync(Buffer.alloc(2), 'a'), () => crypto.randomFill(Buffer.alloc(2))),
  () => tries(() => crypto.randomUUID(1), () => crypto.randomUUID({ disableEntropyCache: 1 })),
  () => [crypto.timingSafeEqual(bytes(5), bytes(5)), crypto.timingSafeEqual(bytes(5), bytes(5, 8)), crypto.timingSafeEqual(new Uint16Array([1]), new Uint8Array([1, 0])), crypto.timingSafeEqual(new ArrayBuffer(2), Buffer.alloc(2))],
  () => tries(() => crypto.timingSafeEqual(bytes(1), bytes(2)), () => crypto.timingSafeEqual('a', bytes(1)), () => crypto.timingSafeEqual(bytes(1), 1)),
);

const PAIRS = { rsa: [rsa, rsaPublic], ec: [ec, ecPublic], ed25519: [ed, edPublic], x25519: [x, xPublic], pss: [pss, pssPublic] };
for (const [name, [privateKey, publicKey]] of Object.entries(PAIRS)) {
  probes[`key object: ${name}`] = () => [privateKey, publicKey].map((each) => [each.type, each.asymmetricKeyType, each.asymmetricKeyDetails, Object.prototype.toString.call(each)]);
  probes[`key exports: ${name}`] = () => [publicKey.export({ format: 'pem', type: 'spki' }), publicKey.export({ format: 'der', type: 'spki' }), privateKey.export({ format: 'pem', type: 'pkcs8' }), privateKey.export({ format: 'der', type: 'pkcs8' })];
  probes[`key as JWK: ${name}`] = () => tries(() => publicKey.export({ format: 'jwk' }), () => privateKey.export({ format: 'jwk' }), () => crypto.createPublicKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' }).equals(publicKey), () => crypto.createPrivateKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' }).equals(privateKey));
  probes[`key raw: ${name}`] = () => tries(() => publicKey.export({ format: 'raw-public' }), () => privateKey.export({ format: 'raw-private' }), () => publicKey.export({ format: 'raw-public', type: 'compressed' }), () => publicKey.export({ format: 'raw-private' }), () => privateKey.export({ format: 'raw-seed' }));
  probes[`key back: ${name}`] = () => [crypto.createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).equals(publicKey), crypto.createPrivateKey({ key: privateKey.export({ format: 'der', type: 'pkcs8' }), format: 'der', type: 'pkcs8' }).equals(privateKey), crypto.createPublicKey(privateKey).equals(publicKey), crypto.createPublicKey({ key: privateKey.export({ format: 'der', type: 'pkcs8' }), format: 'der', type: 'pkcs8' }).equals(publicKey), publicKey.equals(privateKey)];
  probes[`key encrypted: ${name}`] = () => ['aes-256-cbc', 'aes-128-cbc', 'des-ede3-cbc'].map((cipher) => ['pem', 'der'].map((format) => { const sealed = privateKey.export({ format, type: 'pkcs8', cipher, passphrase: 'p' }); return [String(sealed).slice(0, 40).includes('ENCRYPTED'), crypto.createPrivateKey({ key: sealed, format, type: 'pkcs8', passphrase: 'p' }).equals(privateKey)]; }));
}
of('key',
  () => [rsaPublic.export({ format: 'pem', type: 'pkcs1' }), rsa.export({ format: 'pem', type: 'pkcs1' }), rsa.export({ format: 'der', type: 'pkcs1' }), ec.export({ format: 'pem', type: 'sec1' }), ec.export({ format: 'der', type: 'sec1' })],
  () => [crypto.createPublicKey(rsaPublic.export({ format: 'pem', type: 'pkcs1' })), crypto.createPublicKey({ key: rsaPublic.export({ format: 'der', type: 'pkcs1' }), format: 'der', type: 'pkcs1' }), crypto.createPublicKey({ key: rsa.export({ format: 'der', type: 'pkcs1' }), format: 'der', type: 'pkcs1' })].map((each) => each.equals(rsaPublic)),
  () => [crypto.createPrivateKey({ key: ec.export({ format: 'der', type: 'sec1' }), format: 'der', type: 'sec1' }), crypto.createPrivateKey(ec.export({ format: 'pem', type: 'sec1' }))].map((each) => each.equals(ec)),
  () => ['aes-128-cbc', 'aes-256-cbc', 'des-ede3-cbc'].map((cipher) => [rsa.export({ format: 'pem', type: 'pkcs1', cipher, passphrase: 'p' }), ec.export({ format: 'pem', type: 'sec1', cipher, passphrase: 'p' })].map((sealed) => [sealed.split('\n').slice(0, 2), /DEK-Info: [A-Z\d-]+,[\dA-F]+\n\n/.test(sealed), crypto.createPrivateKey({ key: sealed, passphrase: 'p' }).type])),
  () => [crypto.createPrivateKey({ key: keys.ENCRYPTED, passphrase: 'secret' }).equals(ec), crypto.createPrivateKey({ key: keys.ENCRYPTED_RSA, passphrase: Buffer.from('secret') }).equals(rsa), crypto.createPublicKey({ key: keys.ENCRYPTED, passphrase: 'secret' }).equals(ecPublic)],
  () => tries(() => crypto.createPrivateKey(keys.ENCRYPTED), () => crypto.createPrivateKey(keys.ENCRYPTED_RSA), () => crypto.createPrivateKey({ key: keys.ENCRYPTED, passphrase: 'wrong' }), () => crypto.createPrivateKey({ key: keys.ENCRYPTED_RSA, passphrase: 'wrong' })),
  () => [keys.CERTIFICATE, keys.EC_CERTIFICATE].map((each) => crypto.createPublicKey(each).asymmetricKeyType),
  () => [Buffer.from(keys.RSA), keys.RSA.replace(/\n/g, '\r\n'), `before\n${keys.RSA}after`, keys.RSA.trim(), new Uint8Array(Buffer.from(keys.RSA)).buffer].map((each) => crypto.createPrivateKey(each).equals(rsa)),
  () => tries(() => crypto.createPublicKey('abc'), () => crypto.createPrivateKey('abc'), () => crypto.createPrivateKey(''), () => crypto.createPrivateKey('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'), () => crypto.createPublicKey('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'), () => crypto.createPrivateKey(rsaPublic.export({ format: 'pem', type: 'spki' })), () => crypto.createPrivateKey({ key: Buffer.from('abc'), format: 'der', type: 'pkcs8' })),
  () => tries(() => crypto.createPublicKey(1), () => crypto.createPublicKey({}), () => crypto.createPrivateKey(), () => crypto.createPrivateKey({}), () => crypto.createPublicKey(rsaPublic), () => crypto.createPrivateKey(rsa), () => crypto.createPublicKey(secret), () => crypto.createPrivateKey({ key: rsa }), () => crypto.createPublicKey({ key: rsa }).type, () => crypto.createPublicKey({ key: 1 })),
  () => tries(() => crypto.createPublicKey({ key: 'x', format: 'nope' }), () => crypto.createPublicKey({ key: 'x', type: 'nope' }), () => crypto.createPrivateKey({ key: 'x', type: 'spki' }), () => crypto.createPublicKey({ key: bytes(3), format: 'der' }), () => crypto.createPrivateKey({ key: 'x', passphrase: 1 })),
  () => tries(() => rsaPublic.export(), () => rsaPublic.export({ format: 'pem' }), () => rsaPublic.export({ format: 'pem', type: 'pkcs8' }), () => ecPublic.export({ format: 'pem', type: 'pkcs1' }), () => rsa.export({ format: 'pem', type: 'sec1' }), () => rsa.export({ format: 'pem', type: 'spki' }), () => rsa.export({ format: 'nope' }), () => ecPublic.export({ format: 'raw-public', type: 'nope' })),
  () => tries(() => rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'nope', passphrase: 'a' }), () => rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc' }), () => rsa.export({ format: 'pem', type: 'pkcs8', passphrase: 'a' }), () => rsa.export({ format: 'der', type: 'pkcs1', cipher: 'aes-128-cbc', passphrase: 'a' }), () => rsa.export({ format: 'jwk', passphrase: 'a' }), () => rsa.export({ format: 'pem', type: 'pkcs8', cipher: 1, passphrase: 'a' }), () => rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 1 })),
  () => tries(() => crypto.createPublicKey({ key: { kty: 'foo' }, format: 'jwk' }), () => crypto.createPublicKey({ key: {}, format: 'jwk' }), () => crypto.createPublicKey({ key: { kty: 'oct', k: 'aa' }, format: 'jwk' }), () => crypto.createPublicKey({ key: { kty: 'RSA' }, format: 'jwk' }), () => crypto.createPublicKey({ key: { kty: 'EC', crv: 'P-256' }, format: 'jwk' }), () => crypto.createPublicKey({ key: { kty: 'EC', crv: 'nope', x: 'a', y: 'a' }, format: 'jwk' }), () => crypto.createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: 'AQ', y: 'AQ' }, format: 'jwk' }), () => crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: 'AQ' }, format: 'jwk' }), () => crypto.createPublicKey({ key: { kty: 'OKP', crv: 'nope', x: 'AQ' }, format: 'jwk' }), () => crypto.createPublicKey({ key: null, format: 'jwk' })),
  () => tries(() => crypto.createPrivateKey({ key: rsaPublic.export({ format: 'jwk' }), format: 'jwk' }), () => crypto.createPrivateKey({ key: ecPublic.export({ format: 'jwk' }), format: 'jwk' }), () => crypto.createPrivateKey({ key: { ...rsa.export({ format: 'jwk' }), p: undefined }, format: 'jwk' }), () => crypto.createPrivateKey({ key: { ...ec.export({ format: 'jwk' }), d: 'AQ' }, format: 'jwk' }), () => crypto.createPrivateKey({ key: { ...ed.export({ format: 'jwk' }), x: x.export({ format: 'jwk' }).x }, format: 'jwk' })),
  () => tries(() => crypto.createPublicKey({ key: edPublic.export({ format: 'raw-public' }), format: 'raw-public', asymmetricKeyType: 'ed25519' }).equals(edPublic), () => crypto.createPublicKey({ key: ecPublic.export({ format: 'raw-public', type: 'compressed' }), format: 'raw-public', asymmetricKeyType: 'ec', namedCurve: 'P-256' }).equals(ecPublic), () => crypto.createPrivateKey({ key: ec.export({ format: 'raw-private' }), format: 'raw-private', asymmetricKeyType: 'ec', namedCurve: 'prime256v1' }).equals(ec), () => crypto.createPrivateKey({ key: x.export({ format: 'raw-private' }), format: 'raw-private', asymmetricKeyType: 'x25519' }).equals(x), () => crypto.createPublicKey({ key: bytes(3), format: 'raw-public', asymmetricKeyType: 'ed25519' }), () => crypto.createPublicKey({ key: bytes(3), format: 'raw-public' }), () => crypto.createPublicKey({ key: bytes(3), format: 'raw-public', asymmetricKeyType: 'rsa' }), () => crypto.createPublicKey({ key: bytes(3), format: 'raw-public', asymmetricKeyType: 'ec' })),
  () => [secret.type, secret.symmetricKeySize, secret.export(), secret.export({ format: 'jwk' }), secret.asymmetricKeyType, crypto.createSecretKey('abc', 'hex').export(), crypto.createSecretKey(Buffer.alloc(0)).symmetricKeySize],
  () => util.inspect([rsa, rsaPublic, secret]),
  () => tries(() => crypto.createSecretKey(null), () => crypto.createSecretKey(5), () => crypto.createSecretKey(secret), () => secret.export({ format: 'pem' }), () => secret.export(1), () => secret.equals(1), () => secret.equals(crypto.createSecretKey('abcd')), () => secret.equals(rsaPublic)),
  () => tries(() => new crypto.KeyObject('secret', {}), () => new crypto.KeyObject('nope'), () => crypto.KeyObject.from(1), () => crypto.KeyObject.from({})),
  () => [util.types.isKeyObject(secret), util.types.isKeyObject({}), secret instanceof crypto.KeyObject, Object.keys(rsa)],
  async () => { const made = await crypto.subtle.importKey('raw', Buffer.from('abcd'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']); return [crypto.KeyObject.from(made).equals(secret), crypto.createHmac('sha256', made).update('a').digest('hex')]; },
  async () => { const made = secret.toCryptoKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']); return [made.type, made.extractable, made.algorithm, made.usages, Buffer.from(await crypto.subtle.sign('HMAC', made, Buffer.from('a')))]; },
  async () => { const made = await crypto.subtle.importKey('jwk', ec.export({ format: 'jwk' }), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']); return crypto.KeyObject.from(made).equals(ec); },);

of('generate',
  () => ['ed25519', 'ed448', 'x25519', 'x448'].map((type) => { const { publicKey, privateKey } = crypto.generateKeyPairSync(type); return [publicKey.asymmetricKeyType, privateKey.type, crypto.createPublicKey(privateKey).equals(publicKey)]; }),
  () => ['P-256', 'prime256v1', 'P-384', 'secp521r1', 'secp256k1'].map((namedCurve) => crypto.generateKeyPairSync('ec', { namedCurve }).publicKey.asymmetricKeyDetails),
  () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.asymmetricKeyDetails,
  () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3, publicKeyEncoding: { format: 'jwk' } }).publicKey.e,
  () => crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024, hashAlgorithm: 'sha256' }).publicKey.asymmetricKeyDetails,
  () => crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024 }).publicKey.asymmetricKeyDetails,
  () => { const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519', { publicKeyEncoding: { format: 'pem', type: 'spki' }, privateKeyEncoding: { format: 'der', type: 'pkcs8' } }); return [publicKey.split('\n')[0], privateKey.length]; },
  () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { format: 'pem', type: 'sec1', cipher: 'aes-128-cbc', passphrase: 'a' } }).privateKey.split('\n').slice(0, 2),
  () => called((done) => crypto.generateKeyPair('ec', { namedCurve: 'P-256' }, (error, publicKey, privateKey) => done(error, publicKey.type, privateKey.type))),
  async () => Object.keys(await util.promisify(crypto.generateKeyPair)('ed25519')),
  () => called((done) => crypto.generateKey('aes', { length: 128 }, (error, made) => done(error, made.symmetricKeySize))),
  () => [crypto.generateKeySync('hmac', { length: 12 }).symmetricKeySize, crypto.generateKeySync('aes', { length: 256 }).type],
  () => tries(() => crypto.generateKeyPairSync('nope'), () => crypto.generateKeyPairSync(1), () => crypto.generateKeyPairSync('rsa'), () => crypto.generateKeyPairSync('rsa', null), () => crypto.generateKeyPairSync('rsa', {}), () => crypto.generateKeyPairSync('rsa', { modulusLength: 100 }), () => crypto.generateKeyPairSync('rsa', { modulusLength: -1 }), () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 2 }), () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 'a' })),
  () => tries(() => crypto.generateKeyPairSync('ec', {}), () => crypto.generateKeyPairSync('ec', { namedCurve: 'nope' }), () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'x' }), () => crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024, hashAlgorithm: 'nope' }), () => crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024, mgf1HashAlgorithm: 'nope' }), () => crypto.generateKeyPairSync('ed25519', { publicKeyEncoding: 1 }), () => crypto.generateKeyPairSync('ed25519', { publicKeyEncoding: { format: 'pem', type: 'pkcs1' } }), () => crypto.generateKeyPairSync('ed25519', { privateKeyEncoding: { format: 'pem' } })),
  () => tries(() => crypto.generateKeyPairSync('dh', {}), () => crypto.generateKeyPairSync('dh', { group: 'nope' }), () => crypto.generateKeyPairSync('dh', { group: 'modp14', prime: bytes(1) }), () => crypto.generateKeyPairSync('dh', { group: 1 }), () => crypto.generateKeyPair('ed25519', {}), () => crypto.generateKeySync('hmac', { length: 7 }), () => crypto.generateKeySync('aes', { length: 7 }), () => crypto.generateKeySync('nope', { length: 8 }), () => crypto.generateKeySync('aes'), () => crypto.generateKey('aes', { length: 128 })),
  () => crypto.getCurves().filter((name) => ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1'].includes(name)),
);

const data = Buffer.from(text);
const both = (digest, options = {}) => crypto.verify(digest, data, { key: rsaPublic, ...options }, crypto.sign(digest, data, { key: rsa, ...options }));
of('sign',
  () => ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'ripemd160', 'RSA-SHA256'].map((digest) => crypto.createSign(digest).update(text).sign(rsa, 'base64')),
  () => ['sha1', 'sha256', 'sha512'].map((digest) => [crypto.createSign(digest).update(text).sign(keys.RSA, 'hex') === crypto.sign(digest, data, keys.RSA).toString('hex')]),
  () => crypto.sign(null, data, ed),
  () => ['sha1', 'sha256', 'sha384', 'sha512'].map((digest) => crypto.verify(digest, data, ecPublic, crypto.sign(digest, data, ec))),
  () => ['sha256', 'sha512'].map((digest) => crypto.createVerify(digest).update(text).verify({ key: ecPublic, dsaEncoding: 'ieee-p1363' }, crypto.createSign(digest).update(text).sign({ key: ec, dsaEncoding: 'ieee-p1363' }))),
  () => crypto.sign('sha256', data, { key: ec, dsaEncoding: 'ieee-p1363' }).length,
  () => crypto.createVerify('sha256').update(text).verify(ecPublic, crypto.createSign('sha256').update(text).sign(ec, 'base64'), 'base64'),
  () => [20, 32, -1, -2].map((saltLength) => both('sha256', { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength })),
  () => both('sha256', { padding: crypto.constants.RSA_PKCS1_PSS_PADDING }),
  () => crypto.verify('sha256', data, { key: rsaPublic, padding: 6, saltLength: 20 }, crypto.sign('sha256', data, { key: rsa, padding: 6, saltLength: 32 })),
  () => crypto.verify('sha256', data, { key: rsaPublic, padding: 6, saltLength: -2 }, crypto.sign('sha256', data, { key: rsa, padding: 6, saltLength: 17 })),
  () => crypto.verify('sha256', data, pssPublic, crypto.sign('sha256', data, pss)),
  () => crypto.verify(null, data, edPublic, crypto.sign(null, data, ed)) && crypto.verify(null, data, rsaPublic, crypto.sign(null, data, rsa)) && crypto.verify(undefined, data, ecPublic, crypto.sign('sha256', data, ec)),
  () => [rsaPublic, ecPublic].map((publicKey) => [bytes(3), bytes(128), Buffer.alloc(0), '3006020101020101'].map((signature) => crypto.verify('sha256', data, publicKey, Buffer.from(signature, 'hex')))),
  () => [bytes(3), bytes(64), Buffer.alloc(64)].map((signature) => crypto.verify(null, data, edPublic, signature)),
  // Keys of small order, and keys that are no points
  () => ['01', '00', '02', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'ff'.repeat(32), `ec${'ff'.repeat(30)}7f`, `01${'00'.repeat(30)}80`].map((point) => {
    const key = crypto.createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(point.padEnd(64, '0'), 'hex')]), format: 'der', type: 'spki' });
    return crypto.verify(null, data, key, Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]));
  }),
  () => ['01', '02', 'ff'.repeat(57)].map((point) => {
    const key = crypto.createPublicKey({ key: Buffer.concat([Buffer.from('3043300506032b6571033a00', 'hex'), Buffer.from(point.padEnd(114, '0'), 'hex')]), format: 'der', type: 'spki' });
    return crypto.verify(null, data, key, Buffer.concat([Buffer.from([1]), Buffer.alloc(113)]));
  }),
  () => crypto.verify('sha256', data, { key: rsaPublic, padding: 6, saltLength: -3 }, crypto.sign('sha256', data, { key: rsa, padding: 6, saltLength: 20 })),
  () => crypto.sign('sm3', data, rsa),
  () => [crypto.verify('sha256', data, rsa, crypto.sign('sha256', data, rsa)), crypto.verify('sha256', Buffer.from('other'), rsaPublic, crypto.sign('sha256', data, rsa)), crypto.verify('sha512', data, rsaPublic, crypto.sign('sha256', data, rsa))],
  () => called((done) => crypto.sign('sha256', data, rsa, done)),
  () => called((done) => crypto.verify('sha256', data, rsaPublic, crypto.sign('sha256', data, rsa), done)),
  () => tries(() => crypto.sign('nope', data, rsa), () => crypto.sign('sha256', data, ed), () => crypto.sign(null, data, x), () => crypto.sign('sha256', data, rsaPublic), () => crypto.sign('sha256', data, secret), () => crypto.sign('sha256', data), () => crypto.sign('sha256', 1, rsa), () => crypto.sign(1, data, rsa), () => crypto.sign('sha256', data, 1), () => crypto.sign('sha256', data, {}), () => crypto.sign('sha256', data, rsa, 1)),
  () => tries(() => crypto.sign('sha256', data, { key: rsa, padding: 99 }), () => crypto.sign('sha256', data, { key: rsa, padding: 3 }), () => crypto.sign('sha256', data, { key: rsa, padding: 'a' }), () => crypto.sign('sha256', data, { key: rsa, padding: 6, saltLength: 1000 }), () => crypto.sign('sha256', data, { key: rsa, padding: 6, saltLength: 'a' }), () => crypto.sign('sha256', data, { key: ec, dsaEncoding: 'nope' }), () => crypto.sign('shake256', data, rsa), () => crypto.sign('sha1', data, pss), () => crypto.sign('sha256', data, { key: pss, padding: 1 }), () => crypto.sign('sha256', data, { key: pss, saltLength: 10 }), () => crypto.sign(null, data, { key: ed, context: 'a' })),
  () => tries(() => crypto.createSign('nope'), () => crypto.createSign(1), () => crypto.createVerify('nope'), () => crypto.createSign('sha256').sign(), () => crypto.createSign('sha256').update('a').sign(ed), () => crypto.createSign('sha512').update('a').sign(x), () => crypto.createVerify('sha256').update('a').verify(edPublic, bytes(64)), () => { const signer = crypto.createSign('sha256'); signer.sign(rsa); signer.sign(rsa); }, () => { const signer = crypto.createSign('sha256'); signer.sign(rsa); signer.update('a'); }, () => crypto.createSign('sha256').update(1)),
  () => tries(() => crypto.verify('nope', data, rsaPublic, bytes(3)), () => crypto.verify('sha256', data, secret, bytes(3)), () => crypto.verify(null, data, xPublic, bytes(3)), () => crypto.verify('sha256', data, rsaPublic, 1), () => crypto.verify('sha256', data, 1, bytes(3))),
  async () => { const signer = crypto.createSign('sha256'); signer.write('the quick '); signer.end(text.slice(10)); await new Promise((resolve) => signer.once('finish', resolve)); return signer.sign(rsa).equals(crypto.sign('sha256', data, rsa)); },
  () => { const signer = crypto.createSign('sha256'); for (let i = 0; i < 9; i++) signer.update(bytes(20000, i)); return signer.sign(rsa, 'hex').slice(0, 40); },
  () => crypto.createSign('sha1') instanceof crypto.Sign && crypto.createVerify('sha1') instanceof require('stream').Writable,
);

of('rsa',
  () => crypto.privateDecrypt(rsa, crypto.publicEncrypt(rsaPublic, data)),
  () => crypto.privateDecrypt(rsa, crypto.publicEncrypt(rsa, 'of a private key')).toString(),
  () => ['sha1', 'sha256', 'md5'].map((oaepHash) => crypto.privateDecrypt({ key: rsa, oaepHash, oaepLabel: bytes(4) }, crypto.publicEncrypt({ key: rsaPublic, oaepHash, oaepLabel: bytes(4) }, data)).toString()),
  () => crypto.privateDecrypt({ key: rsa, padding: 1 }, crypto.publicEncrypt({ key: rsaPublic, padding: 1 }, data)).toString(),
  () => crypto.publicDecrypt(rsaPublic, crypto.privateEncrypt(rsa, data)).toString(),
  () => crypto.privateEncrypt(rsa, data),
  () => crypto.publicEncrypt({ key: rsaPublic, padding: 3 }, bytes(128, 1).fill(1, 0, 1)),
  () => crypto.privateDecrypt({ key: rsa, padding: 3 }, crypto.publicEncrypt({ key: rsaPublic, padding: 3 }, Buffer.concat([Buffer.from([0, 1]), bytes(126)]))),
  () => tries(() => crypto.publicEncrypt(rsaPublic, bytes(300)), () => crypto.publicEncrypt({ key: rsaPublic, padding: 1 }, bytes(118)), () => crypto.publicEncrypt({ key: rsaPublic, padding: 3 }, bytes(30)), () => crypto.publicEncrypt({ key: rsaPublic, padding: 3 }, bytes(129)), () => crypto.publicEncrypt({ key: rsaPublic, padding: 3 }, Buffer.alloc(128, 255)), () => crypto.publicEncrypt({ key: rsaPublic, oaepHash: 'nope' }, data), () => crypto.publicEncrypt({ key: rsaPublic, oaepHash: 1 }, data), () => crypto.publicEncrypt(rsaPublic, 1)),
  () => tries(() => crypto.publicEncrypt(ecPublic, data), () => crypto.publicEncrypt(edPublic, data), () => crypto.publicEncrypt(secret, data), () => crypto.publicEncrypt({ key: rsaPublic, padding: 6 }, data), () => crypto.publicEncrypt({ key: rsaPublic, padding: 99 }, data), () => crypto.publicEncrypt(pssPublic, data), () => crypto.privateDecrypt(ec, data), () => crypto.privateEncrypt(ec, data), () => crypto.privateEncrypt(ed, data)),
  () => tries(() => crypto.privateDecrypt(rsa, bytes(128)), () => crypto.privateDecrypt(rsa, bytes(25)), () => crypto.privateDecrypt(rsaPublic, bytes(128)), () => crypto.privateDecrypt(rsa, Buffer.alloc(128, 255)), () => crypto.publicDecrypt(rsaPublic, bytes(128)), () => crypto.publicDecrypt(rsaPublic, bytes(129)), () => crypto.privateEncrypt({ key: rsa, padding: 4 }, data), () => crypto.privateEncrypt(rsa, bytes(118)), () => crypto.privateEncrypt({ key: rsa, padding: 3 }, bytes(12))),
  () => { const damaged = crypto.publicEncrypt(rsaPublic, data); damaged[64] ^= 1; return tries(() => crypto.privateDecrypt(rsa, damaged)); },
  () => tries(() => crypto.privateDecrypt({ key: rsa, padding: 1 }, bytes(128, 2)).length < 118, () => crypto.privateDecrypt({ key: rsa, padding: 1 }, Buffer.alloc(0))),
);

const PRIME = crypto.getDiffieHellman('modp5').getPrime();
of('agreement',
  () => crypto.diffieHellman({ privateKey: x, publicKey: crypto.createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.alloc(32, 9).toString('base64url') }, format: 'jwk' }) }),
  () => crypto.diffieHellman({ privateKey: ec, publicKey: ecPublic }),
  () => crypto.diffieHellman({ privateKey: ec, publicKey: ec }),
  () => called((done) => crypto.diffieHellman({ privateKey: ec, publicKey: ecPublic }, done)),
  () => tries(() => crypto.diffieHellman({ privateKey: rsa, publicKey: rsaPublic }), () => crypto.diffieHellman({ privateKey: x, publicKey: ecPublic }), () => crypto.diffieHellman({ privateKey: ec, publicKey: crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey }), () => crypto.diffieHellman({ privateKey: ecPublic, publicKey: ecPublic }), () => crypto.diffieHellman({}), () => crypto.diffieHellman(), () => crypto.diffieHellman({ privateKey: x, publicKey: crypto.createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.alloc(32).toString('base64url') }, format: 'jwk' }) })),
  () => { const one = crypto.createECDH('prime256v1'); one.setPrivateKey('0102', 'hex'); return [one.getPrivateKey('hex'), one.getPublicKey('hex'), one.getPublicKey('hex', 'compressed'), one.getPublicKey('base64', 'hybrid')]; },
  () => { const one = crypto.createECDH('secp256k1'); one.setPrivateKey(bytes(32)); return [one.getPublicKey(), one.computeSecret(one.getPublicKey()), one.computeSecret(one.getPublicKey('hex', 'compressed'), 'hex', 'hex')]; },
  () => ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1'].map((curve) => { const [one, other] = [crypto.createECDH(curve), crypto.createECDH(curve)]; one.generateKeys(); other.generateKeys(); return [one.computeSecret(other.getPublicKey()).equals(other.computeSecret(one.getPublicKey('latin1', 'compressed'), 'latin1')), one.getPublicKey().length]; }),
  () => [crypto.ECDH.convertKey('026b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296', 'prime256v1', 'hex', 'hex', 'uncompressed'), crypto.ECDH.convertKey(crypto.ECDH.convertKey('026b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296', 'prime256v1', 'hex'), 'prime256v1', undefined, 'hex', 'hybrid')],
  () => tries(() => crypto.createECDH('nope'), () => crypto.createECDH(1), () => crypto.createECDH('P-256'), () => crypto.createECDH('prime256v1').getPublicKey(), () => crypto.createECDH('prime256v1').getPrivateKey(), () => crypto.createECDH('prime256v1').setPrivateKey(Buffer.alloc(32)), () => crypto.createECDH('prime256v1').setPrivateKey(Buffer.alloc(32, 255)), () => crypto.createECDH('prime256v1').setPrivateKey(bytes(40)), () => crypto.ECDH.convertKey('05', 'prime256v1', 'hex'), () => crypto.ECDH.convertKey('00', 1), () => crypto.ECDH.convertKey('00', 'prime256v1', 'hex', 'hex', 'nope')),
  () => tries(() => { const one = crypto.createECDH('prime256v1'); one.generateKeys(); one.computeSecret(Buffer.alloc(65)); }, () => { const one = crypto.createECDH('prime256v1'); one.generateKeys(); one.computeSecret(Buffer.concat([Buffer.from([4]), bytes(64)])); }, () => { const one = crypto.createECDH('prime256v1'); one.generateKeys('hex', 'nope'); }, () => { const one = crypto.createECDH('prime256v1'); one.generateKeys(); one.computeSecret(1); }),
  () => ['modp5', 'modp14', 'MODP14', 'modp15', 'modp16', 'modp17', 'modp18'].map((name) => { const group = crypto.getDiffieHellman(name); return [group.getPrime('hex').slice(-20), group.getPrime().length, group.getGenerator('hex'), group.verifyError]; }),
  () => { const [one, other] = [crypto.getDiffieHellman('modp14'), crypto.createDiffieHellman(crypto.getDiffieHellman('modp14').getPrime())]; one.generateKeys(); other.generateKeys(); return [one.computeSecret(other.getPublicKey()).equals(other.computeSecret(one.getPublicKey('hex'), 'hex')), one.computeSecret(other.getPublicKey()).length]; },
  () => { const one = crypto.createDiffieHellman(PRIME, 5); one.setPrivateKey('05', 'hex'); one.generateKeys(); return [one.getPublicKey('hex'), one.getPrivateKey('hex'), one.getGenerator('hex'), one.verifyError, one.computeSecret(Buffer.from([7]))]; },
  () => { const one = crypto.createDiffieHellman(PRIME.toString('hex'), 'hex', '02', 'hex'); one.setPrivateKey(bytes(20)); one.setPublicKey(bytes(20)); return [one.getPublicKey('hex'), one.computeSecret(bytes(100), undefined, 'base64')]; },
  () => tries(() => crypto.getDiffieHellman('nope'), () => crypto.createDiffieHellman({}), () => crypto.createDiffieHellman(1.5), () => crypto.createDiffieHellman(PRIME, {}), () => crypto.createDiffieHellman(PRIME, 1), () => crypto.createDiffieHellman(PRIME, Buffer.from([0])), () => crypto.createDiffieHellman(PRIME, 1.5), () => crypto.createDiffieHellman(2), () => crypto.createDiffieHellman(0)),
  () => tries(() => crypto.createDiffieHellman(PRIME).getPublicKey(), () => crypto.createDiffieHellman(PRIME).getPrivateKey(), () => crypto.createDiffieHellman(PRIME).computeSecret(bytes(9)), () => { const one = crypto.createDiffieHellman(PRIME); one.generateKeys(); one.computeSecret(Buffer.from([1])); }, () => { const one = crypto.createDiffieHellman(PRIME); one.generateKeys(); one.computeSecret(Buffer.alloc(300, 255)); }, () => crypto.createDiffieHellman(Buffer.from([23]), 5).generateKeys()),
  () => [Buffer.from([10]), Buffer.from([13]), Buffer.from([15]), bytes(64)].map((prime) => crypto.createDiffieHellman(prime, 2).verifyError),
  () => Object.keys(crypto.getDiffieHellman('modp14')),
);

of('primes',
  () => [0n, 1n, 2n, 13n, 15n, 2n ** 89n - 1n, 2n ** 89n + 1n, 561n].map((each) => crypto.checkPrimeSync(each)),
  () => [crypto.checkPrimeSync(Buffer.from([13])), crypto.checkPrimeSync(new Uint8Array([7]).buffer), crypto.checkPrimeSync(13n, { checks: 10 })],
  () => called((done) => crypto.checkPrime(13n, done)),
  () => called((done) => crypto.checkPrime(12n, { checks: 2 }, done)),
  () => [crypto.generatePrimeSync(64).byteLength, typeof crypto.generatePrimeSync(16, { bigint: true }), crypto.checkPrimeSync(crypto.generatePrimeSync(128)), crypto.generatePrimeSync(32, { add: 12n, rem: 11n, bigint: true }) % 12n, crypto.generatePrimeSync(32, { add: 12n, bigint: true }) % 12n],
  () => { const safe = crypto.generatePrimeSync(64, { safe: true, bigint: true }); return [crypto.checkPrimeSync((safe - 1n) / 2n), safe.toString(2).length]; },
  () => called((done) => crypto.generatePrime(32, (error, prime) => done(error, prime.byteLength))),
  () => tries(() => crypto.checkPrimeSync(-1n), () => crypto.checkPrimeSync('a'), () => crypto.checkPrimeSync(13n, { checks: -1 }), () => crypto.checkPrimeSync(13n, 1), () => crypto.checkPrime(2n)),
  () => tries(() => crypto.generatePrimeSync(0), () => crypto.generatePrimeSync(1), () => crypto.generatePrimeSync('a'), () => crypto.generatePrimeSync(4, { add: 112n }), () => crypto.generatePrimeSync(16, { add: 11n, rem: 11n }), () => crypto.generatePrimeSync(16, { safe: 'a' }), () => crypto.generatePrimeSync(16, { add: 'a' }), () => crypto.generatePrimeSync(16, { add: -1n }), ...[2, 4, 5].map((bits) => () => crypto.generatePrimeSync(bits, { safe: true }))),
  () => [3, 6, 7, 8].map((bits) => crypto.generatePrimeSync(bits, { safe: true, bigint: true })),
  () => [2, 3, 4, 5].map((bits) => [...new Set(Array.from({ length: 200 }, () => crypto.generatePrimeSync(bits, { bigint: true })))].sort()),
);

const certificate = new crypto.X509Certificate(keys.CERTIFICATE);
const ecCertificate = new crypto.X509Certificate(Buffer.from(keys.EC_CERTIFICATE));
const FIELDS = ['subject', 'subjectAltName', 'issuer', 'issuerCertificate', 'infoAccess', 'validFrom', 'validTo', 'validFromDate', 'validToDate', 'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage', 'serialNumber', 'signatureAlgorithm', 'signatureAlgorithmOid', 'ca', 'raw'];
for (const [name, each] of Object.entries({ rsa: certificate, ec: ecCertificate })) {
  for (const field of FIELDS) probes[`certificate ${name}: ${field}`] = () => each[field];
}
of('certificate',
  () => [certificate.toString() === keys.CERTIFICATE, JSON.stringify(ecCertificate) === JSON.stringify(keys.EC_CERTIFICATE)],
  () => certificate.toLegacyObject(),
  () => ecCertificate.toLegacyObject(),
  () => util.inspect(ecCertificate),
  () => ['example.com', 'EXAMPLE.com', 'a.ex.org', 'a.b.ex.org', 'ex.org', 'other', '.ex.org', '127.0.0.1', 'example.com.', ''].map((host) => certificate.checkHost(host)),
  () => ['ca.example', 'CA.example', 'x.ca.example'].map((host) => ecCertificate.checkHost(host)),
  () => [certificate.checkHost('a.ex.org', { wildcards: false }), ecCertificate.checkHost('ca.example', { subject: 'never' }), certificate.checkHost('example.com', { subject: 'always' })],
  () => ['a@b.c', 'A@b.c', 'a@B.C', 'x', 'a@b.d'].map((mail) => certificate.checkEmail(mail)),
  () => ['127.0.0.1', '::1', '0:0::1', '1.1.1.1', '::ffff:127.0.0.1'].map((ip) => certificate.checkIP(ip)),
  () => tries(() => certificate.checkIP('x'), () => certificate.checkHost(1), () => certificate.checkHost('a', { subject: 'nope' }), () => certificate.checkHost('a', 1), () => certificate.checkEmail(1), () => certificate.checkIssued(1), () => certificate.checkIssued({}), () => certificate.checkPrivateKey(1), () => certificate.verify(1)),
  () => tries(() => certificate.checkPrivateKey(rsaPublic), () => certificate.verify(rsa)).map((error) => error.code),
  () => [certificate.checkIssued(certificate), certificate.checkIssued(ecCertificate), certificate.verify(rsaPublic), certificate.verify(edPublic), certificate.verify(ecPublic), ecCertificate.verify(ecPublic), certificate.checkPrivateKey(rsa), certificate.checkPrivateKey(ed), certificate.publicKey.equals(rsaPublic), ecCertificate.publicKey.type],
  () => [new crypto.X509Certificate(certificate.raw).serialNumber, new crypto.X509Certificate(`text\n${keys.CERTIFICATE}`).serialNumber, new crypto.X509Certificate(Buffer.concat([certificate.raw, bytes(2)])).serialNumber],
  () => tries(() => new crypto.X509Certificate('a'), () => new crypto.X509Certificate(1), () => new crypto.X509Certificate(''), () => new crypto.X509Certificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'), () => new crypto.X509Certificate(certificate.raw.subarray(0, 100))),
);
