// What is measured of cryptography: each does one thing once. The same file runs in an add-on and in Node.
const crypto = require('crypto');
const { subtle } = crypto.webcrypto;

const kilobyte = Buffer.alloc(1024, 7);
const megabyte = Buffer.alloc(2 ** 20, 9);
const key = Buffer.alloc(32, 1);
const iv = Buffer.alloc(12, 2);
const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const signed = crypto.sign('sha256', kilobyte, rsa.privateKey);

async function make() {
  const aes = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const mac = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const password = await subtle.importKey('raw', key, 'PBKDF2', false, ['deriveBits']);
  return { aes, mac, pair, password };
}

let made;
const keys = () => (made ??= make());

const uses = {
  'sha256 of 1 KB': () => crypto.createHash('sha256').update(kilobyte).digest('hex'),
  'sha256 of 1 MB': () => crypto.createHash('sha256').update(megabyte).digest('hex'),
  'HMAC of 1 KB': () => crypto.createHmac('sha256', key).update(kilobyte).digest('hex'),
  'HMAC of 1 MB': () => crypto.createHmac('sha256', key).update(megabyte).digest('hex'),
  'AES-GCM of 1 KB': () => {
    const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
    cipher.update(kilobyte);
    cipher.final();
    return cipher.getAuthTag();
  },
  'ECDSA, signing': () => crypto.sign('sha256', kilobyte, ec.privateKey),
  'RSA, verifying': () => crypto.verify('sha256', kilobyte, rsa.publicKey, signed),
  'PBKDF2, 10,000 times': () => crypto.pbkdf2Sync('password', iv, 10_000, 32, 'sha256'),
  'scrypt, N 16384': () => crypto.scryptSync('password', iv, 32),
  'subtle: SHA-256 of 1 KB': () => subtle.digest('SHA-256', kilobyte),
  'subtle: SHA-256 of 1 MB': () => subtle.digest('SHA-256', megabyte),
  'subtle: HMAC of 1 KB': async () => subtle.sign('HMAC', (await keys()).mac, kilobyte),
  'subtle: AES-GCM of 1 KB': async () => subtle.encrypt({ name: 'AES-GCM', iv }, (await keys()).aes, kilobyte),
  'subtle: ECDSA, signing': async () => subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, (await keys()).pair.privateKey, kilobyte),
  'subtle: PBKDF2, 10,000 times': async () => subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: iv, iterations: 10_000 }, (await keys()).password, 256),
};

exports.names = Object.keys(uses);

/** How often in a second, measured for some ms; what is not waited for runs without an await between. */
exports.rate = async (name, ms) => {
  const use = uses[name];
  const waits = name.startsWith('subtle');
  const begun = performance.now();
  let times = 0;
  let now = begun;
  for (; now - begun < ms; now = performance.now()) {
    for (let i = 0; i < 8; i++, times++) {
      if (waits) await use();
      else use();
    }
  }
  return (times / (now - begun)) * 1000;
};
