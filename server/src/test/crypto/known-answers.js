// Published answers, each with where it stands: what both APIs must give.
const crypto = require('node:crypto');
const { hex, unhex } = require('./tools.js');

const { subtle } = globalThis.crypto;
const utf8 = (text) => Uint8Array.from(Buffer.from(text));
const bytes = (buffer) => hex(new Uint8Array(buffer));
const raw = (algorithm, key, usages) => subtle.importKey('raw', unhex(key), algorithm, false, usages);
const b64 = (text) => Buffer.from(text, 'hex').toString('base64url');
const PKCS8 = { Ed25519: '302e020100300506032b657004220420', X25519: '302e020100300506032b656e04220420' };

const answers = {};

// FIPS 180-4 and FIPS 202, examples of NIST's for 'abc'
for (const [name, answer] of Object.entries({
  'SHA-1': 'a9993e364706816aba3e25717850c26c9cd0d89d',
  'SHA-256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  'SHA-384': 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  'SHA-512': 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
})) {
  answers[`FIPS 180-4 ${name}`] = async () => [bytes(await subtle.digest(name, utf8('abc'))), answer];
  answers[`FIPS 180-4 ${name}, node`] = () => [crypto.createHash(name.replace('-', '')).update('abc').digest('hex'), answer];
}
for (const [name, answer] of Object.entries({
  md5: '900150983cd24fb0d6963f7d28e17f72', // RFC 1321, A.5
  sha224: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
  'sha512-256': '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23',
  'sha3-256': '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
  'sha3-512': 'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
  ripemd160: '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc', // by its authors
  blake2b512: 'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923', // RFC 7693, A
  blake2s256: '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982', // RFC 7693, B
})) {
  answers[`digest of abc, ${name}`] = () => [crypto.createHash(name).update('abc').digest('hex'), answer];
}

// RFC 4231, 4.2 and 4.3; RFC 2202, 3
for (const [source, hash, key, data, answer] of [
  ['RFC 4231, 4.2', 'SHA-256', '0b'.repeat(20), hex(utf8('Hi There')), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  ['RFC 4231, 4.2', 'SHA-384', '0b'.repeat(20), hex(utf8('Hi There')), 'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6'],
  ['RFC 4231, 4.2', 'SHA-512', '0b'.repeat(20), hex(utf8('Hi There')), '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854'],
  ['RFC 4231, 4.3', 'SHA-256', hex(utf8('Jefe')), hex(utf8('what do ya want for nothing?')), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  ['RFC 2202, 3', 'SHA-1', '0b'.repeat(20), hex(utf8('Hi There')), 'b617318655057264e28bc0b6fb378c8ef146be00'],
]) {
  answers[`${source}, ${hash}`] = async () => [bytes(await subtle.sign('HMAC', await raw({ name: 'HMAC', hash }, key, ['sign']), unhex(data))), answer];
  answers[`${source}, ${hash}, node`] = () => [crypto.createHmac(hash.replace('-', ''), unhex(key)).update(unhex(data)).digest('hex'), answer];
}

// NIST SP 800-38A, F.2.1 and F.5.1 (first blocks); RFC 3394, 4.1; the specification of GCM, test cases 2 and 4
const AES128 = '2b7e151628aed2a6abf7158809cf4f3c';
answers['SP 800-38A, F.2.1'] = async () => [bytes(await subtle.encrypt({ name: 'AES-CBC', iv: unhex('000102030405060708090a0b0c0d0e0f') }, await raw('AES-CBC', AES128, ['encrypt']), unhex('6bc1bee22e409f96e93d7e117393172a'))).slice(0, 32), '7649abac8119b246cee98e9b12e9197d'];
answers['SP 800-38A, F.5.1'] = async () => [bytes(await subtle.encrypt({ name: 'AES-CTR', counter: unhex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'), length: 128 }, await raw('AES-CTR', AES128, ['encrypt']), unhex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51'))), '874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff'];
answers['RFC 3394, 4.1'] = async () => [bytes(await subtle.wrapKey('raw', await subtle.importKey('raw', unhex('00112233445566778899aabbccddeeff'), 'AES-CBC', true, ['encrypt']), await raw('AES-KW', '000102030405060708090a0b0c0d0e0f', ['wrapKey']), 'AES-KW')), '1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5'];
answers['GCM, test case 2'] = async () => [bytes(await subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, await raw('AES-GCM', '00'.repeat(16), ['encrypt']), new Uint8Array(16))), '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf'];
const GCM4 = {
  key: 'feffe9928665731c6d6a8f9467308308', iv: 'cafebabefacedbaddecaf888', aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
  plain: 'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  cipher: '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091', tag: '5bc94fbc3221a5db94fae95ae7121a47',
};
answers['GCM, test case 4'] = async () => [bytes(await subtle.encrypt({ name: 'AES-GCM', iv: unhex(GCM4.iv), additionalData: unhex(GCM4.aad) }, await raw('AES-GCM', GCM4.key, ['encrypt']), unhex(GCM4.plain))), GCM4.cipher + GCM4.tag];
answers['GCM, test case 4, node'] = () => {
  const cipher = crypto.createCipheriv('aes-128-gcm', unhex(GCM4.key), unhex(GCM4.iv)).setAAD(unhex(GCM4.aad));
  return [cipher.update(unhex(GCM4.plain), undefined, 'hex') + cipher.final('hex') + cipher.getAuthTag().toString('hex'), GCM4.cipher + GCM4.tag];
};
// GCM, test case 6: an IV that is hashed
answers['GCM, test case 6'] = async () => [
  bytes(await subtle.encrypt({ name: 'AES-GCM', iv: unhex('9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b'), additionalData: unhex(GCM4.aad) }, await raw('AES-GCM', GCM4.key, ['encrypt']), unhex(GCM4.plain))).slice(-32),
  '619cc5aefffe0bfa462af43c1699d050',
];
// RFC 8439, 2.8.2: the tag
answers['RFC 8439, 2.8.2'] = () => {
  const cipher = crypto.createCipheriv('chacha20-poly1305', unhex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'), unhex('070000004041424344454647'), { authTagLength: 16 });
  cipher.setAAD(unhex('50515253c0c1c2c3c4c5c6c7'));
  cipher.update("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
  cipher.final();
  return [cipher.getAuthTag().toString('hex'), '1ae10b594f09e26a7e902ecbd0600691'];
};
// RFC 3610, packet vector 1
answers['RFC 3610, 8'] = () => {
  const cipher = crypto.createCipheriv('aes-128-ccm', unhex('c0c1c2c3c4c5c6c7c8c9cacbcccdcecf'), unhex('00000003020100a0a1a2a3a4a5'), { authTagLength: 8 });
  const plain = unhex('08090a0b0c0d0e0f101112131415161718191a1b1c1d1e');
  cipher.setAAD(unhex('0001020304050607'), { plaintextLength: plain.length });
  return [cipher.update(plain, undefined, 'hex') + cipher.final('hex') + cipher.getAuthTag().toString('hex'), '588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0'];
};

// RFC 5869, A.1; RFC 6070, 2; RFC 7914, 11 and 12
const HKDF = { key: '0b'.repeat(22), salt: '000102030405060708090a0b0c', info: 'f0f1f2f3f4f5f6f7f8f9', answer: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865' };
answers['RFC 5869, A.1'] = async () => [bytes(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: unhex(HKDF.salt), info: unhex(HKDF.info) }, await raw('HKDF', HKDF.key, ['deriveBits']), 42 * 8)), HKDF.answer];
answers['RFC 5869, A.1, node'] = () => [bytes(crypto.hkdfSync('sha256', unhex(HKDF.key), unhex(HKDF.salt), unhex(HKDF.info), 42)), HKDF.answer];
answers['RFC 6070, 1'] = async () => [bytes(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: utf8('salt'), iterations: 1 }, await raw('PBKDF2', hex(utf8('password')), ['deriveBits']), 160)), '0c60c80f961f0e71f3a9b524af6012062fe037a6'];
answers['RFC 6070, 4096'] = () => [crypto.pbkdf2Sync('password', 'salt', 4096, 20, 'sha1').toString('hex'), '4b007901b765489abead49d926f721d065a429c1'];
answers['RFC 7914, 11'] = () => [crypto.pbkdf2Sync('passwd', 'salt', 1, 64, 'sha256').toString('hex'), '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783'];
answers['RFC 7914, 12'] = () => [crypto.scryptSync('password', 'NaCl', 64, { N: 1024, r: 8, p: 16, maxmem: 64 << 20 }).toString('hex'), 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640'];

// RFC 8032, 7.1: tests 1 and 3; RFC 7748, 6.1; RFC 6979, A.2.5
for (const [test, secret, open, message, signature] of [
  [1, '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '', 'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
  [3, 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82', '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
]) {
  answers[`RFC 8032, 7.1, test ${test}`] = async () => [bytes(await subtle.sign('Ed25519', await subtle.importKey('pkcs8', unhex(PKCS8.Ed25519 + secret), 'Ed25519', false, ['sign']), unhex(message))), signature];
  answers[`RFC 8032, 7.1, test ${test}, verified`] = async () => [String(await subtle.verify('Ed25519', await raw('Ed25519', open, ['verify']), unhex(signature), unhex(message))), 'true'];
}
// W3C, Secure Curves in Web Cryptography, Ed25519: a key of small order verifies nothing, whatever RFC 8032 says
answers['Ed25519, a key and an R of small order'] = async () => [String(await subtle.verify('Ed25519', await raw('Ed25519', `01${'00'.repeat(31)}`, ['verify']), unhex(`01${'00'.repeat(63)}`), utf8('anything'))), 'false'];
answers['RFC 7748, 6.1'] = async () => [
  bytes(await subtle.deriveBits({ name: 'X25519', public: await raw('X25519', '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a', []) }, await subtle.importKey('pkcs8', unhex(`${PKCS8.X25519}5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb`), 'X25519', false, ['deriveBits']), 256)),
  '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
];
answers['RFC 6979, A.2.5'] = async () => [
  String(await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, await subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x: b64('60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6'), y: b64('7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299') }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']), unhex('efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8'), utf8('sample'))), 'true',
];

// No published answers: what Node 26 refuses, with its code, and what it takes
const codeOf = (use) => {
  try {
    return (use(), 'taken');
  } catch (error) {
    return error.code;
  }
};
for (const [length, code] of [[128, 'taken'], [129, 'ERR_CRYPTO_INVALID_IV']]) {
  answers[`GCM, an IV of ${length} bytes`] = () => [codeOf(() => crypto.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(length))), code];
}
answers['GCM, an IV of 129 bytes, subtle'] = async () => [await subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(129) }, await raw('AES-GCM', '00'.repeat(16), ['encrypt']), new Uint8Array(3)).catch(({ name }) => name), 'OperationError'];
const PEM = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'pem', type: 'spki' });
for (const [what, pem, code] of [
  ['indented', PEM.replace(/^/gm, '  '), 'ERR_OSSL_UNSUPPORTED'],
  ['of one line', PEM.replaceAll('\n', ''), 'ERR_OSSL_UNSUPPORTED'],
  ['with something behind its end', `${PEM.trimEnd()}text`, 'ERR_OSSL_UNSUPPORTED'],
  ['behind a line', `text\n${PEM}`, 'taken'],
  ['with space behind each line', PEM.replace(/$/gm, '  '), 'taken'],
  ['with CR LF', PEM.replaceAll('\n', '\r\n'), 'taken'],
  ['without a last line feed', PEM.trimEnd(), 'taken'],
]) {
  answers[`PEM ${what}`] = () => [codeOf(() => crypto.createPublicKey(pem)), code];
}
for (const [type, options] of [['ec', { namedCurve: 'P-256' }], ['ed25519', {}]]) {
  const [one, other] = [0, 1].map(() => crypto.generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }));
  for (const [what, d, code] of [['own', one.d, 'taken'], ['another', other.d, 'ERR_CRYPTO_INVALID_JWK'], ['no', 5, 'ERR_CRYPTO_INVALID_JWK']]) {
    answers[`a public key of a JWK of ${type} with ${what} d`] = () => [codeOf(() => crypto.createPublicKey({ key: { ...one, d }, format: 'jwk' })), code];
  }
}

/** Of each answer whether it is the published one, or what it is. */
async function wrong() {
  const all = {};
  for (const [name, answer] of Object.entries(answers)) {
    try {
      const [given, published] = await answer();
      if (given !== published) all[name] = `${given} instead of ${published}`;
    } catch (error) {
      all[name] = String(error);
    }
  }
  return { count: Object.keys(answers).length, wrong: all };
}

module.exports = { wrong };
