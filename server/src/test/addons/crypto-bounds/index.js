// What takes too long, or too much, of cryptography: each route asks for one thing of it.
const crypto = require('crypto');
const { promisify } = require('util');
const router = require('router');

let answered = 0;
const salt = Buffer.alloc(16);
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });

const now = {
  pbkdf2: () => crypto.pbkdf2Sync('p', salt, 10_000_000, 1000, 'sha512'),
  scrypt: () => { for (;;) crypto.scryptSync('p', salt, 64, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 30 }); },
  rsa: () => { for (;;) crypto.generateKeyPairSync('rsa', { modulusLength: 4096 }); },
  prime: () => crypto.generatePrimeSync(4096, { safe: true }),
  group: () => crypto.createDiffieHellman(4096),
  hash: () => { const hash = crypto.createHash('sha512'); const part = Buffer.alloc(2 ** 20); for (;;) hash.update(part); },
  cipher: () => { const cipher = crypto.createCipheriv('aes-256-cbc', Buffer.alloc(32), salt); const part = Buffer.alloc(2 ** 20); for (;;) cipher.update(part); },
  sign: () => { for (;;) crypto.sign('sha256', salt, rsa.privateKey); },
};

const later = {
  pbkdf2: () => promisify(crypto.pbkdf2)('p', salt, 10_000_000, 1000, 'sha512'),
  scrypt: async () => { for (;;) await promisify(crypto.scrypt)('p', salt, 64, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 30 }); },
  rsa: async () => { for (;;) await promisify(crypto.generateKeyPair)('rsa', { modulusLength: 4096 }); },
  prime: () => promisify(crypto.generatePrime)(4096, { safe: true }),
  many: () => Promise.all(Array.from({ length: 500 }, () => promisify(crypto.pbkdf2)('p', salt, 1_000_000, 64, 'sha512'))),
};

const refused = {
  iterations: () => crypto.pbkdf2Sync('p', salt, 10_000_001, 32, 'sha256'),
  memory: () => crypto.scryptSync('p', salt, 64, { N: 2 ** 18, r: 8, p: 1, maxmem: 2 ** 31 }),
  modulus: () => crypto.generateKeyPairSync('rsa', { modulusLength: 16384 }),
  prime: () => crypto.generatePrimeSync(8192),
  candidate: () => crypto.checkPrimeSync(Buffer.alloc(1024, 255)),
  group: () => crypto.createDiffieHellman(Buffer.alloc(2048, 255)).generateKeys(),
};

router.get('/now', (req, res) => res.json({ made: `${now[req.query.what]()}` }));
router.get('/later', async (req, res) => res.json({ made: `${await later[req.query.what]()}` }));
router.get('/refused', (req, res) => {
  try {
    refused[req.query.what]();
    res.json({ message: 'it was done' });
  } catch (error) {
    res.json({ message: error.message });
  }
});
router.get('/fine', (req, res) => res.json({ answered: ++answered, digest: crypto.createHash('sha256').update('abc').digest('hex') }));

/** More than the worker may have outside of its heap, through a buffer of 1 MB. */
router.get('/stream', (req, res) => {
  const part = Buffer.alloc(2 ** 20, 7);
  const hash = crypto.createHash('sha256');
  for (let i = 0; i < Number(req.query.megabytes); i++) hash.update(part);
  res.json({ digest: hash.digest('hex') });
});

/** Digests that nobody finishes; each has taken so much that the host has it open. */
router.get('/abandon', (req, res) => {
  const part = Buffer.alloc(70_000);
  for (let i = 0; i < 300; i++) crypto.createHash('md5').update(part);
  res.json({});
});

/** More than a worker may have open, and all of them kept. */
router.get('/hoard', (req, res) => {
  const kept = [];
  const part = Buffer.alloc(70_000);
  try {
    for (;;) kept.push(crypto.createHash('md5').update(part));
  } catch (error) {
    res.json({ message: error.message, kept: kept.length });
  }
});
