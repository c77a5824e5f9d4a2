// Uses of crypto.subtle that give the same each time, right and wrong ones.
const { damaged, show } = require('./tools.js');
const KEYS = require('./keys.json');

const { subtle } = globalThis.crypto;
const HASHES = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
const USAGES = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];
const AES = ['AES-CBC', 'AES-CTR', 'AES-GCM', 'AES-KW'];
const FORMATS = ['raw', 'pkcs8', 'spki', 'jwk'];
const RSA = ['RSASSA-PKCS1-v1_5', 'RSA-PSS', 'RSA-OAEP'];
const USES = {
  'RSASSA-PKCS1-v1_5': [['verify'], ['sign']], 'RSA-PSS': [['verify'], ['sign']], 'RSA-OAEP': [['encrypt', 'wrapKey'], ['decrypt', 'unwrapKey']],
  ECDSA: [['verify'], ['sign']], ECDH: [[], ['deriveKey', 'deriveBits']], Ed25519: [['verify'], ['sign']], X25519: [[], ['deriveKey', 'deriveBits']],
  Ed448: [['verify'], ['sign']], X448: [[], ['deriveKey', 'deriveBits']],
};
const CURVES = ['P-256', 'P-384', 'P-521'];
/** Names of keys by what they are for. */
const OF = { Ed25519: ['ed25519/1', 'ed25519/2'], Ed448: ['ed448/1', 'ed448/2'], X25519: ['x25519/1', 'x25519/2'], X448: ['x448/1', 'x448/2'], ...Object.fromEntries(RSA.map((name) => [name, ['rsa1', 'rsa2']])) };
const named = (name, algorithm) => OF[name] ?? [`${algorithm.namedCurve}/1`, `${algorithm.namedCurve}/2`];

const publicJwk = ({ kty, crv, n, e, x, y }) => ({ kty, crv, n, e, x, y });

function keyAlgorithm(d, name) {
  if (RSA.includes(name)) return { name, hash: d.one(HASHES) };
  if (name === 'ECDSA' || name === 'ECDH') return { name, namedCurve: d.one(CURVES) };
  return { name };
}

/** A key of the list, as it should be imported. */
async function imported(d, name, secret, usages) {
  const algorithm = keyAlgorithm(d, name);
  const jwk = KEYS[d.one(named(name, algorithm))];
  const [forPublic, forPrivate] = USES[name];
  return subtle.importKey('jwk', secret ? jwk : publicJwk(jwk), algorithm, true, usages ?? (secret ? forPrivate : forPublic));
}

const view = (d, bytes) => {
  switch (d.below(6)) {
    case 0:
      return bytes.slice().buffer;
    case 1:
      return new DataView(bytes.slice().buffer);
    case 2:
      return new Uint8Array([1, 2, ...bytes, 3]).subarray(2, 2 + bytes.length);
    case 3:
      return Buffer.from(bytes);
    case 4:
      return bytes.length % 2 === 0 ? new Uint16Array(bytes.slice().buffer) : bytes;
    default:
      return bytes;
  }
};
const data = (d, most) => d.mostly(view(d, d.some(most)), [null, undefined, 'text', [1, 2], {}, 5], 3);

const KINDS = {
  async digest(d) {
    const name = d.one(HASHES);
    const algorithm = d.mostly(d.one([name, name.toLowerCase(), { name }, { name: name.toLowerCase() }]), ['SHA-7', 'MD5', 'sha256', '', null, undefined, 5, {}, { name: null }, Symbol.iterator, 'HMAC'], 10);
    return subtle.digest(algorithm, d.chance(2) ? d.bytes(70_000) : data(d, 300));
  },

  async hmac(d) {
    const bytes = d.some(150);
    const length = d.chance(30) ? { length: d.mostly(bytes.length * 8 - d.below(8), [0, 1, 5, 8, 1000, -1, 2 ** 32, 'x', null], 30) } : {};
    const key = await subtle.importKey(d.one(['raw', 'raw', 'raw-secret']), bytes, { name: d.one(['HMAC', 'hmac']), hash: d.mostly(d.one(HASHES), ['SHA', {}, undefined]), ...length }, d.chance(80), d.mostly(['sign', 'verify'], [['sign'], ['verify'], [], ['encrypt'], ['sign', 'sign'], 'sign', null]));
    const message = d.some(200);
    const signature = new Uint8Array(await subtle.sign('HMAC', key, view(d, message)));
    const wrong = damaged(d, signature);
    return [key, signature, await subtle.verify('HMAC', key, signature, message), await subtle.verify('HMAC', key, wrong, message), await subtle.exportKey(d.one(['raw', 'jwk', 'spki', 'raw-secret']), key)];
  },

  async aes(d) {
    const name = d.one(AES.slice(0, 3));
    const key = await subtle.importKey('raw', d.bytes(d.mostly(d.one([16, 24, 32]), [0, 15, 17, 20, 33, 64], 6)), name, true, ['encrypt', 'decrypt']);
    const algorithm = cipher(d, name);
    const plain = d.chance(2) ? d.bytes(70_000) : d.some(100);
    const cipherText = new Uint8Array(await subtle.encrypt(algorithm, key, view(d, plain)));
    const back = await subtle.decrypt(algorithm, key, cipherText).catch(({ name: kind }) => kind);
    const wrong = await subtle.decrypt(d.chance(80) ? algorithm : cipher(d, name), key, damaged(d, cipherText)).catch(({ name: kind }) => kind);
    return [cipherText, back, wrong];
  },

  async decrypted(d) {
    const name = d.one(AES.slice(0, 3));
    const key = await subtle.importKey('raw', d.bytes(d.one([16, 24, 32])), d.mostly(name, AES), true, d.mostly(['encrypt', 'decrypt'], [['encrypt'], ['decrypt']]));
    return subtle[d.one(['encrypt', 'decrypt'])](d.mostly(cipher(d, name), [name, null, {}, { name: 'AES' }]), d.mostly(key, [{}, null, undefined, 'key'], 4), data(d));
  },

  async counters(d) {
    const key = await subtle.importKey('raw', d.bytes(16), 'AES-CTR', true, ['encrypt']);
    const counter = d.bytes(16).fill(255, d.below(16));
    return subtle.encrypt({ name: 'AES-CTR', counter, length: d.mostly(1 + d.below(128), [0, 1, 2, 3, 129, 128, 255, 256], 20) }, key, d.bytes(d.below(200)));
  },

  async wrapped(d) {
    const wrapping = await subtle.importKey('raw', d.bytes(d.one([16, 24, 32])), 'AES-KW', true, ['wrapKey', 'unwrapKey']);
    const key = await subtle.importKey('raw', d.bytes(d.mostly(d.one([16, 32]), [8, 20, 100])), { name: 'HMAC', hash: 'SHA-256' }, d.chance(85), ['sign']);
    const form = d.mostly('raw', ['jwk', 'spki', 'raw-secret']);
    const made = await subtle.wrapKey(form, key, wrapping, d.mostly('AES-KW', ['AES-GCM', 'HMAC']));
    const into = { name: 'HMAC', hash: 'SHA-256' };
    const back = await subtle.unwrapKey(form, made, wrapping, 'AES-KW', into, true, ['sign']);
    const wrong = await subtle.unwrapKey(form, damaged(d, new Uint8Array(made)), wrapping, 'AES-KW', into, true, ['sign']).catch(({ name }) => name);
    return [form === 'jwk' ? made.byteLength % 8 : made, back, await subtle.exportKey('raw', back), wrong];
  },

  async unwrapped(d) {
    const name = d.one(AES.slice(0, 3));
    const wrapping = await subtle.importKey('raw', d.bytes(16), name, true, ['wrapKey', 'unwrapKey', 'encrypt']);
    const algorithm = cipher(d, name);
    const inner = keyAlgorithm(d, d.one(Object.keys(USES)));
    const jwk = KEYS[d.one(named(inner.name, inner))];
    const key = await subtle.importKey('jwk', jwk, inner, d.chance(85), USES[inner.name][1]);
    const form = d.one(['pkcs8', 'jwk', 'spki', 'raw']);
    const made = new Uint8Array(await subtle.wrapKey(form, key, wrapping, algorithm));
    const back = await subtle.unwrapKey(form, d.chance(80) ? made : damaged(d, made), wrapping, algorithm, d.mostly(inner, [keyAlgorithm(d, d.one(Object.keys(USES)))]), d.chance(80), d.mostly(USES[inner.name][1], [[], ['sign']]));
    return [back, await subtle.exportKey('jwk', back).catch(({ name: kind }) => kind)];
  },

  async unwrappedAsJson(d) {
    const wrapping = await subtle.importKey('raw', d.bytes(16), 'AES-GCM', true, ['encrypt', 'unwrapKey']);
    const algorithm = { name: 'AES-GCM', iv: d.bytes(12) };
    const text = d.one(['', '{}', '[]', 'null', '5', '"x"', '{"kty":"oct"}', '{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA"}  ', '{"kty":"oct","k":5}', '{"kty":"oct","k":"AAAA"}', '\ufeff{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA"}', '{"kty":"RSA"}', '{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA","ext":false}', '{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA","key_ops":[]}', '{']);
    const made = await subtle.encrypt(algorithm, wrapping, Buffer.from(text));
    return subtle.unwrapKey('jwk', made, wrapping, algorithm, 'AES-CBC', d.chance(80), ['encrypt']);
  },

  async keys(d) {
    const name = d.one(Object.keys(USES));
    const algorithm = keyAlgorithm(d, name);
    const jwk = KEYS[d.one(named(name, algorithm))];
    const secret = d.chance(50);
    const from = await subtle.importKey('jwk', secret ? jwk : publicJwk(jwk), algorithm, true, USES[name][secret ? 1 : 0]);
    const form = d.one(FORMATS);
    const exported = await subtle.exportKey(form, from);
    const usages = d.mostly(USES[name][secret ? 1 : 0], [d.subset(USAGES), [], ['x']], 25);
    const other = d.chance(80) ? algorithm : keyAlgorithm(d, d.mostly(name, Object.keys(USES), 50));
    const key = await subtle.importKey(d.mostly(form, FORMATS, 5), exported, other, d.chance(80), usages);
    return [exported instanceof ArrayBuffer ? exported : show(exported), key, await subtle.exportKey(d.one(FORMATS), key).catch(({ name: kind }) => kind)];
  },

  async damagedKeys(d) {
    const name = d.one(Object.keys(USES));
    const algorithm = keyAlgorithm(d, name);
    const secret = d.chance(50);
    const jwk = KEYS[d.one(named(name, algorithm))];
    const from = await subtle.importKey('jwk', secret ? jwk : publicJwk(jwk), algorithm, true, USES[name][secret ? 1 : 0]);
    const form = secret ? 'pkcs8' : d.one(name.startsWith('RS') ? ['spki'] : ['spki', 'raw']);
    const exported = new Uint8Array(await subtle.exportKey(form, from));
    const key = await subtle.importKey(form, damaged(d, exported), algorithm, true, USES[name][secret ? 1 : 0]);
    return [key, await subtle.exportKey('jwk', key)];
  },

  async damagedJson(d) {
    const name = d.one(Object.keys(USES));
    const algorithm = keyAlgorithm(d, name);
    const secret = d.chance(50);
    const jwk = KEYS[d.one(named(name, algorithm))];
    const given = { ...(secret ? jwk : publicJwk(jwk)) };
    const member = d.one(Object.keys(given).filter((each) => given[each] !== undefined));
    switch (d.below(6)) {
      case 0:
        delete given[member];
        break;
      case 1:
        given[member] = d.one(['', 'AA', 'AQ', 5, null, 'RSA', 'EC', 'OKP', 'oct', 'P-256', 'P-384', 'Ed25519', {}]);
        break;
      case 2:
        given[d.one(['use', 'alg', 'ext', 'key_ops', 'oth'])] = d.one(['sig', 'enc', 'RS256', 'ES256', 'PS256', 'RSA-OAEP', 'EdDSA', 'Ed25519', false, true, [], ['sign'], ['verify', 'sign'], ['sign', 'sign'], ['deriveBits', 'deriveKey'], [{}]]);
        break;
      default: {
        const text = given[member];
        const at = d.below(text.length);
        given[member] = text.slice(0, at) + d.one('AbC09-_') + text.slice(at + 1);
      }
    }
    const key = await subtle.importKey('jwk', given, algorithm, d.chance(90), USES[name][secret ? 1 : 0]);
    return [key, await subtle.exportKey('jwk', key).catch(({ name: kind }) => kind)];
  },

  async secretJson(d) {
    const name = d.one([...AES, 'HMAC']);
    const alg = { 'AES-CBC': 'A128CBC', 'AES-CTR': 'A128CTR', 'AES-GCM': 'A128GCM', 'AES-KW': 'A128KW', HMAC: 'HS256' }[name];
    const usages = name === 'HMAC' ? ['sign'] : ['wrapKey'];
    const given = { kty: 'oct', k: Buffer.from(d.bytes(d.mostly(16, [0, 15, 24, 32]))).toString('base64url'), alg, ext: true, key_ops: usages };
    if (d.chance(60)) given[d.one(['kty', 'k', 'alg', 'ext', 'key_ops', 'use'])] = d.one([undefined, null, '', 'A256GCM', 'HS512', false, [], ['sign', 'verify'], ['wrapKey', 'x'], 'sig', 'enc', 'RSA', 'AAAAAAAAAAAAAAAAAAAAAA==', 'AAAAAAAAAAAAAAAAAAAAA+', 'A A']);
    const key = await subtle.importKey('jwk', d.mostly(given, [null, undefined, 5, 'x', new Uint8Array(16)], 3), d.one([{ name, hash: 'SHA-256' }]), d.chance(80), d.mostly(usages, [[], ['sign', 'wrapKey'], ['verify']]));
    return [key, await subtle.exportKey('jwk', key)];
  },

  async generated(d) {
    const name = d.one([...Object.keys(USES).slice(3), ...AES, 'HMAC', 'RSA-PSS', 'HKDF', 'X', 'PBKDF2']);
    const algorithm = name === 'RSA-PSS'
      ? { name, hash: 'SHA-256', modulusLength: d.one([0, 1, 100, 255, -1, 2 ** 33]), publicExponent: d.one([new Uint8Array([1, 0, 1]), new Uint8Array([3]), new Uint8Array([2]), new Uint8Array(0), new Uint8Array(20).fill(255), [1, 0, 1]]) }
      : { name, hash: d.mostly(d.one(HASHES), ['SHA', undefined], 5), length: d.mostly(d.one([128, 192, 256]), [0, 1, 7, 129, 512, 70_000, 'x', -1, undefined], 25), namedCurve: d.mostly(d.one(CURVES), ['P-192', 'p-256', '', undefined, 'secp256k1']) };
    const usages = d.mostly(USES[name]?.flat() ?? (name === 'HMAC' ? ['sign', 'verify'] : ['wrapKey', 'unwrapKey']), [[], d.subset(USAGES), ['sign'], ['verify'], 5, ['deriveBits']], 30);
    const made = await subtle.generateKey(d.chance(90) ? algorithm : name, d.chance(50), usages);
    const sizes = made.privateKey === undefined ? (await subtle.exportKey('raw', made).catch(({ name: kind }) => ({ byteLength: kind }))).byteLength : '';
    return [made, sizes];
  },

  async signed(d) {
    const name = d.one(['RSASSA-PKCS1-v1_5', 'Ed25519', 'Ed448']);
    const algorithm = keyAlgorithm(d, name);
    const jwk = KEYS[d.one(named(name, algorithm))];
    const [secret, open] = await Promise.all([subtle.importKey('jwk', jwk, algorithm, d.chance(50), ['sign']), subtle.importKey('jwk', publicJwk(jwk), algorithm, true, ['verify'])]);
    const message = d.some(100);
    const signature = new Uint8Array(await subtle.sign(d.mostly(name, ['RSA-PSS', 'Ed25519', 'HMAC', { name }, { name, context: d.some() }], name === 'Ed448' ? 40 : 12), d.mostly(secret, [open], 5), view(d, message)));
    return [signature, await subtle.verify(name, open, signature, message), await subtle.verify(name, open, damaged(d, signature), message), await subtle.verify(name, open, signature, damaged(d, message))];
  },

  /** Signatures of nobody: of each length, with numbers that are none. */
  async verified(d) {
    const name = d.one(['ECDSA', 'RSA-PSS', 'Ed25519', 'Ed448', 'RSASSA-PKCS1-v1_5']);
    const open = await imported(d, name, false);
    const length = d.mostly(64, [0, 1, 63, 65, 96, 114, 128, 132, 256, 257], 60);
    const signature = d.one([() => d.bytes(length), () => new Uint8Array(length), () => new Uint8Array(length).fill(255), () => { const all = new Uint8Array(length); all[length / 2 - 1] = 1; all[length - 1] = 1; return all; }])();
    return subtle.verify(d.mostly({ name, hash: d.mostly(d.one(HASHES), [undefined, 'X'], 6), saltLength: d.mostly(d.one([0, 20, 32, 64]), [-1, 2 ** 32, 1000, undefined], 10) }, [name], 5), open, signature, d.some());
  },

  async salts(d) {
    const secret = await imported(d, 'RSA-PSS', true);
    const saltLength = d.one([0, 1, 20, 32, 62, 64, 78, 94, 95, 106, 107, 108, 109, 200, 222, 223, 1000]);
    return (await subtle.sign({ name: 'RSA-PSS', saltLength }, secret, d.some())).byteLength;
  },

  async derived(d) {
    const name = d.one(['HKDF', 'PBKDF2']);
    const key = await subtle.importKey(d.mostly('raw', FORMATS, 6), d.some(), name, d.chance(4), d.mostly(['deriveBits', 'deriveKey'], [['deriveKey'], ['deriveBits'], [], ['sign']], 8));
    const algorithm = { name, hash: d.mostly(d.one(HASHES), ['X', undefined], 4), salt: d.mostly(d.some(), [undefined], 4), info: d.mostly(d.some(), [undefined], 4), iterations: d.mostly(1 + d.below(100), [0, -1, 1.9, 'x', 2 ** 33], 10) };
    return subtle.deriveBits(algorithm, key, d.mostly(8 * d.below(80), [null, undefined, 1, 7, 12, 0, 255 * 512 + 8, -8], 14));
  },

  async derivedKey(d) {
    const name = d.one(['HKDF', 'PBKDF2', 'ECDH', 'X25519', 'X448']);
    const algorithm = { name, hash: d.one(HASHES), salt: d.some(20), info: d.some(20), iterations: 3 };
    let key;
    if (USES[name]) {
      const inner = keyAlgorithm(d, name);
      const [one, other] = named(name, inner);
      key = await subtle.importKey('jwk', KEYS[one], inner, false, ['deriveKey']);
      algorithm.public = await subtle.importKey('jwk', publicJwk(KEYS[other]), inner, true, []);
    } else {
      key = await subtle.importKey('raw', d.some(), name, false, ['deriveKey']);
    }
    const into = d.one([...AES, 'HMAC', 'HKDF', 'PBKDF2', 'ECDSA', 'X']);
    const usages = { HMAC: ['sign'], HKDF: ['deriveBits'], PBKDF2: ['deriveKey'], 'AES-KW': ['wrapKey'] }[into] ?? ['encrypt'];
    const made = await subtle.deriveKey(algorithm, key, { name: into, hash: d.one(HASHES), length: d.mostly(d.one([128, 256]), [undefined, 0, 100, 192, 512, 1000, 2 ** 33], 20) }, !into.endsWith('DF') && !into.endsWith('2'), d.mostly(usages, [[], ['sign'], ['encrypt', 'decrypt']], 10));
    return [made, await subtle.exportKey('raw', made)];
  },

  async agreed(d) {
    const name = d.one(['ECDH', 'X25519', 'X448']);
    const algorithm = keyAlgorithm(d, name);
    const [one, other] = named(name, algorithm);
    const key = await subtle.importKey('jwk', KEYS[one], algorithm, false, d.mostly(['deriveBits'], [['deriveKey']], 4));
    const open = await imported(d, d.mostly(name, ['ECDH', 'X25519', 'ECDSA', 'Ed25519'], 12), d.chance(4)).catch(() => undefined);
    const right = await subtle.importKey('jwk', publicJwk(KEYS[other]), algorithm, true, []);
    return subtle.deriveBits({ name, public: d.chance(75) ? right : open }, key, d.mostly(8 * d.below(34), [null, undefined, 0, 1, 9, 255, 256, 257, 384, 521, 528, 529, 536, 1000], 40));
  },

  /** Points of small order, and numbers that stand for others. */
  async smallOrder(d) {
    const POINTS = ['00', '01', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157', `ec${'ff'.repeat(30)}7f`, `ed${'ff'.repeat(30)}7f`, `ee${'ff'.repeat(30)}7f`, 'ff'.repeat(32), `da${'ff'.repeat(31)}`, '09'];
    const bytes = Buffer.alloc(32);
    bytes.write(d.one(POINTS), 'hex');
    if (d.chance(20)) bytes[d.below(32)] ^= 1 << d.below(8);
    const open = await subtle.importKey('raw', bytes, 'X25519', true, []);
    const key = await subtle.importKey('jwk', KEYS['x25519/1'], 'X25519', false, ['deriveBits']);
    return subtle.deriveBits({ name: 'X25519', public: open }, key, 256);
  },

  async points(d) {
    const curve = d.one(CURVES);
    const algorithm = { name: d.one(['ECDH', 'ECDSA']), namedCurve: curve };
    const jwk = KEYS[`${curve}/1`];
    const key = await subtle.importKey('jwk', publicJwk(jwk), algorithm, true, algorithm.name === 'ECDH' ? [] : ['verify']);
    const raw = new Uint8Array(await subtle.exportKey('raw', key));
    const size = (raw.length - 1) / 2;
    const odd = raw[raw.length - 1] & 1;
    const point = d.one([
      () => raw, () => [2 + odd, ...raw.slice(1, 1 + size)], () => [3 - odd, ...raw.slice(1, 1 + size)], () => [6 + odd, ...raw.slice(1)], () => [7 - odd, ...raw.slice(1)], () => [0], () => [], () => [4], () => [5, ...raw.slice(1)],
      () => [4, ...raw.slice(1 + size), ...raw.slice(1, 1 + size)], () => [4, ...new Uint8Array(size * 2)], () => [4, ...new Uint8Array(size * 2).fill(255)], () => [2, ...d.bytes(size)], () => [2, ...new Uint8Array(size)],
    ])();
    const made = await subtle.importKey('raw', Uint8Array.from(point), algorithm, true, d.mostly(algorithm.name === 'ECDH' ? [] : ['verify'], [['deriveBits'], [], ['sign']]));
    return [made, await subtle.exportKey('raw', made)];
  },

  async opened(d) {
    const secret = await imported(d, 'RSA-OAEP', true);
    const open = await imported(d, 'RSA-OAEP', false);
    return d.chance(50) ? subtle.decrypt({ name: 'RSA-OAEP', label: d.mostly(d.some(), [undefined, 'x', null]) }, secret, d.bytes(d.mostly(256, [0, 1, 127, 128, 255, 257], 50)))
      : (await subtle.encrypt('RSA-OAEP', open, d.bytes(d.one([0, 1, 30, 62, 63, 86, 87, 126, 127, 190, 191, 214, 215, 300])))).byteLength;
  },

  async publicKeys(d) {
    const name = d.one(Object.keys(USES));
    const key = await imported(d, name, d.chance(85));
    const made = await subtle.getPublicKey(key, d.mostly(USES[name][0], [[], ['sign'], ['verify']]));
    return [made, await subtle.exportKey('jwk', made)];
  },

  async exported(d) {
    const name = d.one([...Object.keys(USES), ...AES, 'HMAC', 'HKDF']);
    const extractable = d.chance(60) && name !== 'HKDF';
    const key = USES[name] === undefined
      ? await subtle.importKey('raw', d.bytes(16), { name, hash: 'SHA-1' }, extractable, [name === 'HMAC' ? 'sign' : name === 'HKDF' ? 'deriveBits' : 'wrapKey'])
      : await imported(d, name, d.chance(50));
    return subtle.exportKey(d.mostly(d.one(FORMATS), ['raw-public', 'raw-secret', 'x', null, undefined], 20), d.mostly(key, [null, {}], 4));
  },

  async misused(d) {
    const method = d.one(['encrypt', 'decrypt', 'sign', 'verify', 'digest', 'generateKey', 'deriveKey', 'deriveBits', 'importKey', 'exportKey', 'wrapKey', 'unwrapKey']);
    const any = () => d.one([undefined, null, 'AES-GCM', 'raw', 'jwk', 5, {}, [], new Uint8Array(16), { name: 'HMAC', hash: 'SHA-1' }, ['sign'], true]);
    const call = subtle[method];
    return call.apply(d.mostly(subtle, [undefined, {}, globalThis.crypto], 10), Array.from({ length: d.below(8) }, any));
  },

  async cloned(d) {
    const key = await imported(d, d.one(Object.keys(USES)), d.chance(50));
    const { a, b, c } = structuredClone({ a: key, b: [key], c: new Map([[1, { key }]]) });
    return [a, a === b[0], a === key, c.get(1).key === a, await subtle.exportKey('jwk', a), key.algorithm === key.algorithm, key.usages === key.usages, String(key), Object.keys(key), a.constructor === CryptoKey];
  },
};

function cipher(d, name) {
  switch (name) {
    case 'AES-CBC':
      return { name, iv: d.bytes(d.mostly(16, [0, 12, 15, 17, 32], 5)) };
    case 'AES-CTR':
      return { name, counter: d.bytes(d.mostly(16, [0, 12, 15, 17], 5)), length: d.mostly(64, [1, 8, 16, 32, 128, 0, 129], 20) };
    default:
      return { name: d.one([name, name.toLowerCase()]), iv: d.mostly(d.bytes(12), [new Uint8Array(0), d.bytes(1), d.bytes(7), d.bytes(8), d.bytes(16), d.bytes(17), d.bytes(60), d.bytes(128), d.bytes(129)], 30), ...(d.chance(50) ? { additionalData: d.some() } : {}), ...(d.chance(40) ? { tagLength: d.mostly(d.one([32, 64, 96, 104, 112, 120, 128]), [0, 8, 33, 127, 136, 256, null], 10) } : {}) };
  }
}

module.exports = { KINDS };
