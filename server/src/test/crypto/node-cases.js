// Uses of node:crypto that give the same each time, right and wrong ones.
const crypto = require('node:crypto');
const { damaged, hex } = require('./tools.js');
const KEYS = require('./keys.json');

const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'sha512-224', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512', 'ripemd160', 'blake2b512', 'blake2s256', 'SHA256', 'RSA-SHA256', 'RSA-SHA1', 'sha-256', 'SHA1'];
const XOFS = ['shake128', 'shake256'];
const NO_HASH = ['sha', 'sha7', '', 'none', 5, null, undefined, {}];
const ENCODINGS = ['hex', 'base64', 'base64url', 'latin1', 'buffer', undefined];
const CIPHERS = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'aes-128-ctr', 'aes-256-ctr', 'aes-128-ecb', 'aes-256-ecb', 'aes-128-gcm', 'aes-192-gcm', 'aes-256-gcm', 'aes-128-ccm', 'aes-256-ccm', 'aes-128-ocb', 'aes-256-ocb', 'chacha20-poly1305',
  'aes-128-cfb', 'aes-128-cfb8', 'aes-256-ofb', 'AES-256-CBC', 'aes256', 'id-aes128-wrap', 'id-aes256-wrap', 'des-ede3-cbc', 'id-aes128-GCM'];
const AEAD = /gcm|ccm|ocb|poly1305/i;
const RSA = ['rsa1', 'rsa2'];
const EC = Object.keys(KEYS).filter((name) => /^P-|^secp/.test(name));
const OKP = Object.keys(KEYS).filter((name) => /^(ed|x)/.test(name));
const secretKeys = new Map();
const privateKey = (name) => {
  if (!secretKeys.has(name)) secretKeys.set(name, crypto.createPrivateKey({ key: KEYS[name], format: 'jwk' }));
  return secretKeys.get(name);
};
const openKeys = new Map();
const publicKey = (name) => {
  if (!openKeys.has(name)) openKeys.set(name, crypto.createPublicKey(privateKey(name)));
  return openKeys.get(name);
};
/** Bytes as one of the things that functions take. */
const given = (d, bytes) => d.one([() => Buffer.from(bytes), () => bytes, () => hex(bytes), () => new DataView(bytes.slice().buffer), () => new Uint8Array([0, ...bytes]).subarray(1)])();
const tried = (run) => {
  try {
    return run();
  } catch ({ name, code }) {
    return `!${name} ${typeof code === 'string' && code.startsWith('ERR_OSSL') ? 'ERR_OSSL' : code}`;
  }
};
const NO_DATA = [5, null, undefined, {}, [], true, Symbol.iterator];

function details(key) {
  const { type, asymmetricKeyType, asymmetricKeyDetails, symmetricKeySize } = key;
  return [type, asymmetricKeyType, asymmetricKeyDetails, symmetricKeySize];
}

const KINDS = {
  hash(d) {
    const hash = crypto.createHash(d.mostly(d.one(HASHES), NO_HASH, 5));
    const parts = [];
    for (let n = d.below(4); n > 0; n--) {
      if (d.chance(30)) hash.update(d.one(['', 'text', 'é€😀', '00ff']), d.one([undefined, 'utf8', 'hex', 'latin1', 'base64', 'utf16le']));
      else hash.update(d.mostly(d.chance(2) ? d.bytes(70_000) : given(d, d.some()), NO_DATA, 2));
      if (d.chance(25)) parts.push(hash.copy().digest('hex'));
    }
    parts.push(hash.digest(d.one(ENCODINGS)));
    if (d.chance(20)) parts.push(tried(() => hash.digest()), tried(() => hash.update('x')), tried(() => hash.copy()));
    return parts;
  },

  xof: (d) => crypto.createHash(d.one([...XOFS, 'sha256', 'sha3-256']), { outputLength: d.one([undefined, 0, 1, 16, 32, 33, 200, -1, 1.5, 'x']) }).update(d.some()).digest('hex'),

  oneShot: (d) => crypto.hash(d.mostly(d.one([...HASHES, ...XOFS]), NO_HASH, 6), d.mostly(given(d, d.some()), NO_DATA, 5), d.mostly(d.one(['hex', 'base64', 'buffer', undefined]), ['nothing', 5], 4)),

  hmac(d) {
    const key = d.some(200);
    const hmac = crypto.createHmac(d.mostly(d.one(HASHES), NO_HASH, 5), d.mostly(d.chance(30) ? crypto.createSecretKey(key) : given(d, key), NO_DATA, 4));
    hmac.update(given(d, d.some()));
    if (d.chance(50)) hmac.update(d.mostly(given(d, d.some()), NO_DATA, 3));
    return [hmac.digest(d.one(ENCODINGS)), tried(() => hmac.digest('hex')), tried(() => hmac.update('x') === hmac)];
  },

  hkdf: (d) => crypto.hkdfSync(d.mostly(d.one(HASHES.slice(0, 8)), NO_HASH, 5), d.mostly(given(d, d.some()), NO_DATA, 4), d.mostly(given(d, d.some()), NO_DATA, 4), d.mostly(given(d, d.some()), [...NO_DATA, d.bytes(1025)], 5), d.mostly(d.below(100), [-1, 1.5, 'x', 255 * 64 + 1, undefined, 2 ** 31], 8)),
  pbkdf2: (d) => crypto.pbkdf2Sync(d.mostly(given(d, d.some()), NO_DATA, 4), d.mostly(given(d, d.some()), NO_DATA, 4), d.mostly(1 + d.below(60), [0, -1, 1.5, 'x', undefined, 2 ** 31], 8), d.mostly(d.below(100), [-1, 1.5, 'x', undefined, 2 ** 31], 8), d.mostly(d.one(HASHES), NO_HASH, 6)),
  scrypt: (d) => crypto.scryptSync(d.mostly(given(d, d.some()), NO_DATA, 4), d.mostly(given(d, d.some()), NO_DATA, 4), d.mostly(d.below(100), [-1, 1.5, 'x', undefined], 6),
    d.one([{ N: 2 }, { N: 16, r: 2, p: 3 }, { cost: 64, blockSize: 1, parallelization: 2 }, { N: d.one([0, 1, 3, 15, 2 ** 20, -2, 1.5, 'x']) }, { N: 16, r: d.one([0, 1, 8, -1]) }, { N: 16, p: d.one([0, 1, 2, -1]) }, { N: 1024, r: 8, maxmem: d.one([1024, 2 ** 20 - 1, 2 ** 21, 'x']) }, { N: 16, cost: 16 }])),

  cipher(d) {
    const name = d.mostly(d.one(CIPHERS), ['aes', 'aes-128', '', 5, null, 'rot13'], 4);
    const info = typeof name === 'string' ? crypto.getCipherInfo(name) : undefined;
    const aead = AEAD.test(String(name));
    const ccm = /ccm/.test(String(name));
    const wrap = /wrap/.test(String(name));
    const key = d.bytes(d.mostly(info?.keyLength ?? 16, [0, 15, 17, 24, 33], 5));
    const iv = info?.mode === 'ecb' ? d.mostly(null, [Buffer.alloc(16), ''], 5) : wrap ? Buffer.alloc(8, 0xa6) : d.bytes(d.mostly(aead ? 12 : info?.ivLength ?? 16, [0, 1, 7, 8, 11, 13, 16, 20, 33], 8));
    const authTagLength = d.mostly(16, [4, 8, 12, 15, 13, 14, 0, 17, 3, 'x', undefined], 10);
    const options = aead ? { authTagLength } : undefined;
    const plain = wrap ? d.bytes(8 * (2 + d.below(5))) : d.some(100);
    const aad = d.chance(50) ? d.some(40) : undefined;
    const one = crypto.createCipheriv(name, key, iv, options);
    if (aead && aad) one.setAAD(aad, ccm ? { plaintextLength: plain.length } : undefined);
    const padded = d.chance(80);
    if (!padded) one.setAutoPadding(false);
    const at = ccm || wrap ? plain.length : d.below(plain.length + 1);
    const cipherText = Buffer.concat([one.update(plain.subarray(0, at)), ccm || wrap ? Buffer.alloc(0) : one.update(plain.subarray(at)), one.final()]);
    const tag = aead ? one.getAuthTag() : undefined;
    const back = (text, authTag) => tried(() => {
      const other = crypto.createDecipheriv(name, key, iv, options);
      if (authTag) other.setAuthTag(authTag);
      if (aead && aad) other.setAAD(aad, ccm ? { plaintextLength: text.length } : undefined);
      if (!padded) other.setAutoPadding(false);
      return Buffer.concat([other.update(text), other.final()]);
    });
    return [cipherText, tag, back(cipherText, tag), back(Buffer.from(damaged(d, cipherText)), tag), aead ? back(cipherText, Buffer.from(damaged(d, tag))) : '', aead && !ccm ? back(cipherText, undefined) : '', tried(() => one.update('x')), tried(() => one.final())];
  },

  cipherTexts(d) {
    const one = crypto.createCipheriv('aes-128-cbc', d.bytes(16), d.bytes(16));
    const [from, to] = [d.one(['utf8', 'hex', 'latin1', undefined]), d.one(['hex', 'base64', 'base64url', 'latin1'])];
    let text = '';
    for (let n = d.below(5); n > 0; n--) text += one.update(d.one(['é', 'abc', '00', 'a long text of more than one block', '']), from, to);
    return text + one.final(to);
  },

  info: (d) => crypto.getCipherInfo(d.mostly(d.one(CIPHERS), ['x', true, null], 10), d.one([undefined, undefined, { keyLength: d.one([16, 24, 32]) }, { ivLength: d.one([7, 12, 13, 16]) }, { keyLength: 'x' }])),

  signed(d) {
    const name = d.one([...RSA, ...OKP.filter((each) => each.startsWith('ed'))]);
    const hash = name.startsWith('rsa') ? d.mostly(d.one(HASHES.slice(0, 12)), NO_HASH, 5) : d.mostly(undefined, ['sha256', null], 10);
    const message = d.some();
    const key = d.mostly(privateKey(name), [publicKey(name), {}, null, 'key'], 4);
    const streams = d.chance(40) && name.startsWith('rsa');
    const signature = streams ? crypto.createSign(hash).update(message).sign(key) : crypto.sign(hash, given(d, message), key);
    const check = (bytes, text) => tried(() => (streams ? crypto.createVerify(hash).update(text).verify(publicKey(name), bytes) : crypto.verify(hash, text, publicKey(name), bytes)));
    return [signature, check(signature, message), check(damaged(d, signature), message), check(signature, damaged(d, message))];
  },

  /** DER that no one should take: other lengths, numbers and ends. */
  verified(d) {
    const name = d.one(EC);
    const number = () => { const bytes = [...d.bytes(d.below(34))]; return d.one([[2, bytes.length, ...bytes], [2, 1, 0], [2, 1, 1], [2, 0], [2, 2, 0, 1], [2, 129, 1, 1], [3, 1, 1], []]); };
    const body = [...number(), ...number(), ...d.mostly([], [[0], [2, 1, 1], [5, 0]], 10)];
    const signature = Buffer.from(d.one([() => [48, body.length, ...body], () => [48, 129, body.length, ...body], () => [48, 128, ...body, 0, 0], () => body, () => [], () => [48, body.length + 1, ...body], () => [48, body.length, ...body, 0], () => d.bytes(64), () => new Uint8Array(64)])());
    return crypto.verify('sha256', d.some(), { key: publicKey(name), dsaEncoding: d.mostly('der', ['ieee-p1363', 'x', undefined], 20) }, signature);
  },

  exported(d) {
    const name = d.one([...RSA, ...EC, ...OKP]);
    const key = d.chance(50) ? privateKey(name) : publicKey(name);
    const type = d.mostly(key.type === 'private' ? 'pkcs8' : 'spki', ['pkcs1', 'sec1', 'spki', 'pkcs8', undefined], 25);
    const format = d.mostly(d.one(['pem', 'der', 'jwk']), [undefined, 'x'], 5);
    return [details(key), key.export({ format, type })];
  },

  imported(d) {
    const name = d.one([...RSA, ...EC, ...OKP]);
    const [type, from] = d.one([['pkcs8', privateKey(name)], ['spki', publicKey(name)], [name.startsWith('rsa') ? 'pkcs1' : 'sec1', privateKey(name)]]);
    const format = d.one(['pem', 'der', 'jwk']);
    let bytes = from.export({ format, type });
    if (d.chance(40)) {
      if (format === 'der') bytes = Buffer.from(damaged(d, bytes));
      else if (format === 'pem') bytes = d.one([() => bytes.slice(d.below(40)), () => bytes.slice(0, d.below(bytes.length)), () => bytes.replace(/\n/g, d.one(['\r\n', '\n\n', ' ', ''])), () => `text\n${bytes}text`, () => bytes.replaceAll('PRIVATE', 'PUBLIC'), () => bytes.replace('A', '!')])();
      else bytes = { ...bytes, [d.one(Object.keys(bytes))]: d.one(['', 'AA', undefined, 5, 'P-256', 'RSA']) };
    }
    const key = (d.chance(50) ? crypto.createPrivateKey : crypto.createPublicKey)(format === 'pem' && d.chance(50) ? bytes : { key: bytes, format, type: d.mostly(type, [undefined, 'spki'], 5) });
    return [details(key), key.export({ format: 'jwk' })];
  },

  encryptedKeys(d) {
    const name = d.one([...RSA, ...EC, ...OKP]);
    const cipher = d.mostly(d.one(['aes-128-cbc', 'aes-256-cbc']), ['des', undefined, 'aes-256-gcm'], 10);
    const passphrase = d.mostly('secret', ['', undefined, 5], 8);
    const format = d.one(['pem', 'der']);
    const made = privateKey(name).export({ format, type: 'pkcs8', cipher, passphrase });
    return details(crypto.createPrivateKey({ key: made, format, type: 'pkcs8', passphrase: d.mostly(passphrase, ['wrong', '', undefined], 40) }));
  },

  secretKeys(d) {
    const bytes = d.some();
    const key = crypto.createSecretKey(d.mostly(given(d, bytes), NO_DATA, 10), d.one([undefined, 'hex', 'utf8']));
    return [details(key), key.export(), key.export({ format: 'jwk' }), key.equals(crypto.createSecretKey(d.chance(50) ? key.export() : d.bytes(8))), tried(() => key.export({ format: 'x' }))];
  },

  agreed(d) {
    const [one, other] = d.chance(80) ? d.one([['P-256', 'P-256'], ['P-384', 'P-384'], ['P-521', 'P-521'], ['secp256k1', 'secp256k1'], ['x25519', 'x25519'], ['x448', 'x448']]) : [d.one([...EC, ...OKP]).split('/')[0], d.one([...EC, ...OKP]).split('/')[0]];
    return crypto.diffieHellman({ privateKey: d.mostly(privateKey(`${one}/1`), [publicKey(`${one}/1`), undefined], 4), publicKey: d.mostly(publicKey(`${other}/2`), [privateKey(`${other}/2`), undefined], 4) });
  },

  ecdh(d) {
    const curve = d.mostly(d.one(['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1']), ['P-256', 'x', 5], 6);
    const one = crypto.createECDH(curve);
    one.setPrivateKey(d.mostly(d.bytes(30), [d.bytes(0), d.bytes(70), new Uint8Array(32), new Uint8Array(32).fill(255)], 10));
    const form = d.one([undefined, 'compressed', 'uncompressed', 'hybrid']);
    const other = crypto.createECDH(curve);
    other.setPrivateKey(d.bytes(30));
    const point = other.getPublicKey(undefined, form);
    return [one.getPublicKey('hex', form), tried(() => one.computeSecret(point)), tried(() => one.computeSecret(damaged(d, point))), tried(() => crypto.ECDH.convertKey(point, curve, undefined, 'hex', d.one(['compressed', 'uncompressed', 'hybrid', 'x'])))];
  },

  dh(d) {
    const group = crypto.getDiffieHellman(d.mostly('modp14', ['modp5', 'modp15', 'x', 'modp1'], 20));
    // To look whether a prime is one takes long.
    if (d.chance(90)) return [group.getPrime('hex').length, group.getGenerator('hex'), group.verifyError];
    const one = crypto.createDiffieHellman(group.getPrime(), group.getGenerator());
    one.setPrivateKey(Buffer.from(d.bytes(20)));
    const open = one.generateKeys('hex');
    return [open, one.getPrime('hex').length, one.getGenerator('hex'), one.verifyError, tried(() => one.computeSecret(d.mostly(Buffer.from(d.bytes(255)), [Buffer.from([0]), Buffer.from([1]), Buffer.alloc(257, 255)], 30)))];
  },

  raw(d) {
    const name = d.one(RSA);
    const size = name === 'rsa1' ? 128 : 256;
    const padding = d.one([crypto.constants.RSA_PKCS1_PADDING, crypto.constants.RSA_NO_PADDING]);
    const data = d.bytes(padding === crypto.constants.RSA_NO_PADDING ? d.mostly(size, [0, 1, size + 1]) : d.mostly(d.below(100), [0, size - 11, size - 10, size]));
    if (padding === crypto.constants.RSA_NO_PADDING && data.length > 0) data[0] &= 0x7f;
    const made = crypto.privateEncrypt({ key: privateKey(name), padding }, data);
    return [made, crypto.publicDecrypt({ key: publicKey(name), padding }, made), tried(() => crypto.publicDecrypt({ key: publicKey(name), padding }, damaged(d, made)).length > 0), padding === crypto.constants.RSA_NO_PADDING ? crypto.publicEncrypt({ key: publicKey(name), padding }, data) : ''];
  },

  /** Signatures whose padding somebody has made with the key: of RFC 8017, 9.2, and what is nearly that. */
  forged(d) {
    const name = d.one(RSA);
    const size = name === 'rsa1' ? 128 : 256;
    const text = d.some();
    const hash = [...crypto.createHash('sha256').update(text).digest()];
    const oid = [6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1];
    const info = d.mostly([48, 49, 48, 13, ...oid, 5, 0, 4, 32, ...hash], [
      [48, 47, 48, 11, ...oid, 4, 32, ...hash], [48, 129, 49, 48, 13, ...oid, 5, 0, 4, 32, ...hash], [48, 50, 48, 14, ...oid, 5, 129, 0, 4, 32, ...hash], [48, 50, 48, 13, ...oid, 5, 0, 4, 129, 32, ...hash], [48, 51, 48, 13, ...oid, 5, 0, 4, 32, ...hash, 5, 0], [48, 49, 48, 13, 6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 2, 5, 0, 4, 32, ...hash],
      hash, [4, 32, ...hash], [48, 49, 48, 13, ...oid, 5, 0, 4, 32, ...hash.slice(1), 0], [48, 128, 48, 13, ...oid, 5, 0, 4, 32, ...hash, 0, 0],
    ], 70);
    const behind = d.mostly([], [[0], [0, 0, 0], [1]], 10);
    const filled = size - 3 - info.length - behind.length;
    const padding = d.mostly(new Array(filled).fill(255), [new Array(filled).fill(254), new Array(filled).fill(0), [...new Array(filled - 1).fill(255), 0]], 15);
    const message = Buffer.from([0, d.mostly(1, [0, 2], 8), ...padding, 0, ...info, ...behind]);
    return crypto.verify('sha256', text, publicKey(name), crypto.privateEncrypt({ key: privateKey(name), padding: crypto.constants.RSA_NO_PADDING }, message));
  },

  opened(d) {
    const name = d.one(RSA);
    const size = name === 'rsa1' ? 128 : 256;
    return crypto.privateDecrypt({ key: d.mostly(privateKey(name), [publicKey(name), undefined], 5), padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: d.mostly(d.one(['sha1', 'sha256', 'md5']), ['x', 5], 8), oaepLabel: d.mostly(undefined, [Buffer.from('label'), 'x', 5], 15) }, d.bytes(d.mostly(size, [0, 1, size - 1, size + 1], 30)));
  },

  generated(d) {
    const type = d.mostly(d.one(['ec', 'ed25519', 'x25519', 'ed448', 'x448']), ['rsa', 'x', 5, undefined], 12);
    const options = d.one([{ namedCurve: d.mostly(d.one(['P-256', 'prime256v1', 'secp384r1', 'secp256k1']), ['x', 5, undefined], 10) }, { modulusLength: d.one([-1, 'x', 1.5]) }, undefined, null, 5]);
    const { publicKey: open, privateKey: secret } = crypto.generateKeyPairSync(type, d.chance(70) ? { namedCurve: 'P-256' } : options);
    return [details(open), details(secret)];
  },

  secrets: (d) => details(crypto.generateKeySync(d.mostly(d.one(['hmac', 'aes']), ['x', 5], 8), d.one([{ length: d.one([128, 192, 256, 64, 7, 8, -1, 'x', 1000]) }, { length: 256 }, undefined, null]))),

  equal(d) {
    const bytes = d.some(20);
    return crypto.timingSafeEqual(d.mostly(bytes, NO_DATA, 5), d.mostly(d.chance(50) ? bytes : d.bytes(bytes.length), [d.bytes(3), 'x', null], 20));
  },

  chance: (d) => d.one([() => crypto.randomBytes(d.one([0, 5, 100])).length, () => crypto.randomBytes(d.one([-1, 'x', 2 ** 31, 1.5, undefined, NaN])).length, () => crypto.randomInt(d.one([1, 2])) < 2, () => crypto.randomInt(...d.one([[0], [-1], ['x'], [5, 5], [5, 4], [0, 2 ** 48], [1.5], [0, 2 ** 53], [-5, -4]])),
    () => crypto.randomFillSync(Buffer.alloc(10), ...d.one([[], [5], [11], [-1], [0, 11], [3, 4], ['x']])).length, () => crypto.randomUUID(d.one([undefined, {}, { disableEntropyCache: true }, 5])).length])(),
};

module.exports = { KINDS };
