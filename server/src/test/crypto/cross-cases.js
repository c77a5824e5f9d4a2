// Uses of both APIs that give something else each time: one side makes, the other looks whether it is right, and says the same of what is damaged.
const crypto = require('node:crypto');
const { damaged, hex, show, unhex } = require('./tools.js');
const KEYS = require('./keys.json');

const { subtle } = globalThis.crypto;
const SUBTLE_HASHES = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
const HASHES = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3-256'];
const EC = Object.keys(KEYS).filter((name) => /^P-|^secp/.test(name));
const CURVES = ['P-256', 'P-384', 'P-521'];
const { RSA_PKCS1_OAEP_PADDING: OAEP, RSA_PKCS1_PADDING: PKCS1, RSA_PKCS1_PSS_PADDING: PSS } = crypto.constants;

const open = ({ kty, crv, n, e, x, y }) => ({ kty, crv, n, e, x, y });
const both = (name) => ({ secret: crypto.createPrivateKey({ key: KEYS[name], format: 'jwk' }), public: crypto.createPublicKey({ key: open(KEYS[name]), format: 'jwk' }) });
const imported = (name, algorithm, usage, secret) => subtle.importKey('jwk', secret ? KEYS[name] : open(KEYS[name]), algorithm, true, [usage]);
const made = async (run) => ({ made: hex(new Uint8Array(await run())) });
const right = (holds) => {
  if (!holds) throw new Error('no');
  return holds;
};
/** What is right, and what becomes of it with one damage that both sides do alike. */
const twice = async (d, bytes, check) => {
  const results = [];
  for (const each of [bytes, damaged(d, bytes)]) results.push(await Promise.resolve().then(() => check(each)).then(show, () => 'refused'));
  return results;
};

/** A signature of a curve's in other encodings than DER, and with numbers that are the same by the curve's order alone. */
function encodings(der, order) {
  const at = der[1] & 0x80 ? 3 : 2;
  const r = [...der.slice(at + 2, at + 2 + der[at + 1])];
  const s = [...der.slice(at + 4 + r.length)];
  const length = (n) => (n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255]);
  const number = (bytes) => [2, ...length(bytes.length), ...bytes];
  const sequence = (...parts) => [48, ...length(parts.flat().length), ...parts.flat()];
  const big = (bytes) => BigInt(`0x${hex(bytes)}`);
  const small = (value) => { const digits = value.toString(16); const bytes = [...unhex(digits.length % 2 ? `0${digits}` : digits)]; return bytes[0] > 127 ? [0, ...bytes] : bytes; };
  const body = [...number(r), ...number(s)];
  return [
    sequence(number(r), number(s)), [48, 0x81, body.length, ...body], [48, 0x82, 0, body.length, ...body], [48, 0x80, ...body, 0, 0], [48, body.length & 127, ...body], sequence(number([0, ...r]), number(s)), sequence(number(r), number([0, ...s])),
    sequence([2, 0x81, r.length, ...r], number(s)), sequence(number(r[0] === 0 ? r.slice(1) : [255, ...r]), number(s)), [...sequence(number(r), number(s)), 0], sequence(number(r), number(s), [5, 0]), sequence(number(r), number(s), [0]), sequence(number(small(big(r) + order)), number(s)),
    sequence(number(r), number(small(order - big(s)))), sequence(number(r), number(small(big(s) + order))), sequence(number([]), number(s)), sequence(number([0]), number(s)), sequence(number(r), number([0])), sequence(number(r)), sequence(), [], [49, ...sequence(number(r), number(s)).slice(1)], sequence([3, ...number(r).slice(1)], number(s)),
    [...number(r), ...number(s)], sequence(number(s), number(r)), sequence(number([0x80, ...r]), number(s)),
  ];
}
const ORDERS = { 'P-256': 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'P-384': 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973' };

/** Each: what it is from dice alone; `make` gives JSON; `check` says of another's what is to be said. */
const KINDS = {
  subtlePss(d) {
    const [name, hash, saltLength, text] = [d.one(['rsa1', 'rsa2']), d.one(SUBTLE_HASHES.slice(0, 3)), d.one([0, 1, 20, 32]), d.some()];
    const algorithm = { name: 'RSA-PSS', hash, saltLength };
    return {
      make: () => made(async () => subtle.sign(algorithm, await imported(name, algorithm, 'sign', true), text)),
      check: (given) => twice(d, given, async (signature) => [await subtle.verify(algorithm, await imported(name, algorithm, 'verify'), signature, text), await subtle.verify({ ...algorithm, saltLength: saltLength + 1 }, await imported(name, algorithm, 'verify'), signature, text)]),
    };
  },

  subtleEcdsa(d) {
    const [namedCurve, hash, text] = [d.one(CURVES), d.one(SUBTLE_HASHES), d.some()];
    const algorithm = { name: 'ECDSA', namedCurve, hash };
    return {
      make: () => made(async () => subtle.sign(algorithm, await imported(`${namedCurve}/1`, algorithm, 'sign', true), text)),
      check: (given) => twice(d, given, async (signature) => [signature.length, await subtle.verify(algorithm, await imported(`${namedCurve}/1`, algorithm, 'verify'), signature, text), await subtle.verify(algorithm, await imported(`${namedCurve}/2`, algorithm, 'verify'), signature, text)]),
    };
  },

  subtleOaep(d) {
    const [name, hash, label, text] = ['rsa2', d.one(SUBTLE_HASHES), d.one([undefined, new Uint8Array(0), d.bytes(9)]), d.bytes(d.below(100))];
    const algorithm = { name: 'RSA-OAEP', hash, label };
    return {
      make: () => made(async () => subtle.encrypt(algorithm, await imported(name, algorithm, 'encrypt'), text)),
      check: (given) => twice(d, given, async (bytes) => subtle.decrypt(algorithm, await imported(name, algorithm, 'decrypt', true), bytes)),
    };
  },

  subtleGenerated(d) {
    const algorithm = d.one([{ name: 'ECDSA', namedCurve: d.one(CURVES) }, { name: 'Ed25519' }, { name: 'ECDH', namedCurve: d.one(CURVES) }, { name: 'X25519' }]);
    const usages = /^E(CDSA|d)/.test(algorithm.name) ? ['sign', 'verify'] : ['deriveBits'];
    const form = d.one(['pkcs8', 'jwk']);
    return {
      async make() {
        const { privateKey, publicKey } = await subtle.generateKey(algorithm, true, usages);
        const key = await subtle.exportKey(form, privateKey);
        return { key: form === 'jwk' ? key : hex(new Uint8Array(key)), made: hex(new Uint8Array(await subtle.exportKey('spki', publicKey))) };
      },
      check: (given, { key }) => twice(d, given, async (spki) => {
        const secret = await subtle.importKey(form, form === 'jwk' ? key : unhex(key), algorithm, true, usages.slice(0, 1));
        const other = await subtle.importKey('spki', spki, algorithm, true, usages.slice(1));
        const text = new Uint8Array(4);
        if (usages.length === 1) return (await subtle.deriveBits({ name: algorithm.name, public: other }, secret, null)).byteLength;
        return right(await subtle.verify({ ...algorithm, hash: 'SHA-256' }, other, await subtle.sign({ ...algorithm, hash: 'SHA-256' }, secret, text), text));
      }),
    };
  },

  subtleWrapped(d) {
    const [namedCurve, bytes, iv] = [d.one(CURVES), d.bytes(16), d.bytes(16)];
    const name = d.one(['AES-GCM', 'AES-CBC', 'AES-CTR', 'AES-KW']);
    const algorithm = { name, iv, counter: iv, length: 64 };
    const inner = { name: 'ECDSA', namedCurve };
    return {
      make: () => made(async () => subtle.wrapKey('jwk', await imported(`${namedCurve}/1`, inner, 'sign', true), await subtle.importKey('raw', bytes, name, false, ['wrapKey']), algorithm)),
      check: async (given) => [show(await subtle.exportKey('jwk', await subtle.unwrapKey('jwk', given, await subtle.importKey('raw', bytes, name, false, ['unwrapKey']), algorithm, inner, true, ['sign'])))],
    };
  },

  pss(d) {
    const { secret, public: other } = both('rsa2');
    const [hash, saltLength, text] = [d.one(HASHES), d.one([undefined, 0, 10, 20, -1, -2]), d.some()];
    return {
      make: () => made(() => crypto.sign(hash, text, { key: secret, padding: PSS, saltLength })),
      check: (given) => twice(d, given, (signature) => [crypto.verify(hash, text, { key: other, padding: PSS, saltLength: saltLength === -1 ? -1 : -2 }, signature), crypto.verify(hash, text, { key: other, padding: PSS, saltLength: 11 }, signature), crypto.verify(hash, text, other, signature)]),
    };
  },

  ecdsa(d) {
    const { secret, public: other } = both(d.one(EC));
    const [hash, dsaEncoding, text] = [d.one(HASHES), d.one([undefined, 'der', 'ieee-p1363']), d.some()];
    return {
      make: () => made(() => crypto.createSign(hash).update(text).sign({ key: secret, dsaEncoding })),
      check: (given) => twice(d, given, (signature) => [crypto.verify(hash, text, { key: other, dsaEncoding }, signature), crypto.verify(hash, text, { key: other, dsaEncoding: dsaEncoding === 'ieee-p1363' ? 'der' : 'ieee-p1363' }, signature)]),
    };
  },

  encodings(d) {
    const curve = d.one(Object.keys(ORDERS));
    const { secret, public: other } = both(`${curve}/1`);
    const text = d.some();
    return {
      make: () => made(() => crypto.sign('sha256', text, secret)),
      check: (given) => [show(encodings(given, BigInt(`0x${ORDERS[curve]}`)).map((each) => crypto.verify('sha256', text, other, Uint8Array.from(each))))],
    };
  },

  oaep(d) {
    const { secret, public: other } = both('rsa2');
    const [oaepHash, oaepLabel, text] = [d.one(HASHES.slice(0, 5)), d.one([undefined, d.bytes(7)]), d.bytes(d.below(100))];
    return {
      make: () => made(() => crypto.publicEncrypt({ key: other, padding: OAEP, oaepHash, oaepLabel }, text)),
      check: (given) => twice(d, given, (bytes) => crypto.privateDecrypt({ key: secret, padding: OAEP, oaepHash, oaepLabel }, bytes)),
    };
  },

  pkcs1(d) {
    const { secret, public: other } = both(d.one(['rsa1', 'rsa2']));
    const text = d.bytes(d.below(100));
    return {
      make: () => made(() => crypto.publicEncrypt({ key: other, padding: PKCS1 }, text)),
      check: async (given) => [show(crypto.privateDecrypt({ key: secret, padding: PKCS1 }, given))],
    };
  },

  generated(d) {
    const [type, namedCurve] = d.one([['ec', 'P-256'], ['ec', 'secp384r1'], ['ec', 'secp256k1'], ['ed25519'], ['ed448'], ['x25519'], ['x448']]);
    const [format, cipher] = [d.one(['pem', 'der']), d.one([undefined, 'aes-256-cbc', 'aes-128-cbc'])];
    const passphrase = cipher === undefined ? undefined : 'secret';
    return {
      make() {
        const { privateKey, publicKey } = crypto.generateKeyPairSync(type, { namedCurve, privateKeyEncoding: { type: 'pkcs8', format, cipher, passphrase }, publicKeyEncoding: { type: 'spki', format: 'der' } });
        return { key: typeof privateKey === 'string' ? privateKey : hex(privateKey), made: hex(publicKey) };
      },
      check: (given, { key }) => twice(d, given, (spki) => {
        const secret = crypto.createPrivateKey({ key: format === 'pem' ? key : Buffer.from(key, 'hex'), format, type: 'pkcs8', passphrase });
        const other = crypto.createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
        if (type.startsWith('x')) return crypto.diffieHellman({ privateKey: secret, publicKey: other }).length;
        const text = Buffer.alloc(3);
        // That a point is none is found out here when the key is read, and by Node when it is used.
        return right(crypto.verify(type === 'ec' ? 'sha256' : null, text, other, crypto.sign(type === 'ec' ? 'sha256' : null, text, secret)));
      }),
    };
  },
};

module.exports = { KINDS };
