// What cases are made with, and what they come to.
/** Marsaglia's xorshift, so that each case follows from its number alone. */
function dice(seed) {
  let a = Math.imul(seed + 1, 0x9e3779b1) >>> 0 || 1;
  const next = () => {
    a ^= a << 13;
    a >>>= 0;
    a ^= a >>> 17;
    a ^= a << 5;
    a >>>= 0;
    return a;
  };
  for (let i = 0; i < 8; i++) next();
  const d = {
    below: (n) => next() % n,
    one: (list) => list[next() % list.length],
    chance: (percent) => next() % 100 < percent,
    bytes: (n) => Uint8Array.from({ length: n }, () => next() >>> 11),
    /** Mostly few, now and then none or many. */
    some: (most = 80) => d.bytes(d.chance(10) ? d.one([0, 1, 15, 16, 17, 64, 128, 1000]) : d.below(most)),
    /** Most of the time the first. */
    mostly: (right, wrong, percent = 12) => (d.chance(percent) ? d.one(wrong) : right),
    subset: (list) => list.filter(() => d.chance(55)),
  };
  return d;
}

/** With one bit turned, a part cut off, or something behind. */
function damaged(d, given) {
  const bytes = Uint8Array.from(given);
  switch (bytes.length === 0 ? 3 : d.below(6)) {
    case 0:
      return bytes.slice(0, d.below(bytes.length));
    case 1:
      return bytes.slice(1);
    case 2:
      bytes[d.below(bytes.length)] = d.below(256);
      return bytes;
    case 3:
      return Uint8Array.from([...bytes, d.below(256)]);
    default:
      bytes[d.below(bytes.length)] ^= 1 << d.below(8);
      return bytes;
  }
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));

/** Long bytes by their beginning, their length and a sum. */
function shownBytes(bytes) {
  if (bytes.length <= 300) return hex(bytes);
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0;
  return `${hex(bytes.subarray(0, 40))}…${bytes.length}/${sum}`;
}

function show(value) {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (value instanceof ArrayBuffer) return `buffer ${shownBytes(new Uint8Array(value))}`;
  if (ArrayBuffer.isView(value)) return `bytes ${shownBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === 'CryptoKey') {
    const { type, extractable, algorithm, usages } = value;
    return `key ${show({ type, extractable, algorithm, usages })}`;
  }
  return `{${Object.keys(value).sort().filter((name) => value[name] !== undefined).map((name) => `${name}: ${show(value[name])}`).join(', ')}}`;
}

/** The kind of an error: its name, and Node's code unless it is OpenSSL's, which are by the hundred. */
function kind(error, codes) {
  if (typeof error !== 'object' || error === null) return `!${String(error)}`;
  const { name, code } = error;
  return !codes || typeof code !== 'string' ? `!${name}` : `!${name} ${code.startsWith('ERR_OSSL') ? 'ERR_OSSL' : code}`;
}

module.exports = { damaged, dice, hex, kind, show, unhex };
