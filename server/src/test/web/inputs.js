// Inputs made from a seed, and what becomes of them: the same on Node and in an add-on, if both are right. A third of them is wrong or more than ASCII.
/** Marsaglia's xorshift, so that each input follows from its number alone. */
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
  return {
    below: (n) => next() % n,
    one: (list) => list[next() % list.length],
    chance: (percent) => next() % 100 < percent,
  };
}

const RANGES = [[0x20, 0x7e], [0x20, 0x7e], [0x61, 0x7a], [0, 0x1f], [0x80, 0xff], [0x100, 0x24f], [0x370, 0x3ff], [0x400, 0x4ff], [0x590, 0x6ff], [0x900, 0x97f], [0x1e00, 0x1eff],
  [0x2000, 0x206f], [0x2100, 0x214f], [0x3000, 0x30ff], [0x4e00, 0x4fff], [0xac00, 0xad00], [0xd800, 0xdfff], [0xfb00, 0xfb4f], [0xfdd0, 0xfdef], [0xff00, 0xffef], [0x1d400, 0x1d4ff], [0x1f600, 0x1f64f],
  [0xe0000, 0xe007f], [0x10ffff, 0x10ffff]];
const point = (d) => {
  const [from, to] = d.one(RANGES);
  return from + d.below(to - from + 1);
};
const odd = (d) => { const p = point(d); return p > 0xffff ? String.fromCodePoint(p) : String.fromCharCode(p); };
const some = (d, most, make) => { let text = ''; for (let n = d.below(most + 1); n > 0; n--) text += make(d); return text; };
const letter = (d) => d.one('abcdefghijklmnopqrstuvwxyz0123456789-');
/** Puts something into a text, takes something out, or doubles it. */
function spoiled(d, text) {
  const at = d.below(text.length + 1);
  switch (d.below(4)) {
    case 0: return text.slice(0, at) + text.slice(at + 1);
    case 1: return text.slice(0, at) + d.one(['%', '%2', '%zz', '\\', '/', '@', ':', '[', ']', '#', '?', ' ', '\t', '\n', '\0', '..', '%2e', '|', '^', '"', '<', "'"]) + text.slice(at);
    case 2: return text.slice(0, at) + text.slice(Math.max(0, at - 3));
    default: return text.slice(0, at) + odd(d) + text.slice(at);
  }
}

const PUNYCODED = ['xn--bcher-kva', 'xn--mgba3a4f16a', 'xn--a', 'xn--', 'xn--zca', 'xn--ls8h', 'xn--1ch', 'xn--0ca24w', 'xn--pgbs0dh', 'XN--BCHER-KVA', 'xn--a-ecp', 'xn--1-', 'xn--x'];
const NUMBERS = ['1', '0', '255', '256', '0x7f', '0X', '017', '08', '4294967295', '4294967296', '1.', '00000'];
function label(d) {
  switch (d.below(9)) {
    case 0: return d.one(PUNYCODED);
    case 1: return `xn--${some(d, 10, letter)}`;
    case 2: return some(d, 5, odd);
    case 3: return some(d, 3, letter) + odd(d) + some(d, 3, letter);
    case 4: return d.one(['faß', 'Bücher', 'ΒΌΛΟΣ', 'پاکستان', 'क्ष', 'נִקּוּד', '例え', '한국', 'a\u200db', 'क्\u200dष', 'a\u00ad', '\u0301a', 'ａｂｃ', 'İ', 'a\u3002b', '½', '℀', '\u{1f469}\u200d\u{1f680}', '\ufffd', 'ﬁ', 'א1', '1א', 'אa']);
    default: return letter(d) + some(d, 8, letter);
  }
}
const domain = (d) => { let text = label(d); for (let n = d.below(4); n > 0; n--) text += d.one(['.', '.', '.', '.', '.', '.', '..', '\u3002', '\uff0e']) + label(d); return text + (d.chance(5) ? '.' : ''); };
function host(d) {
  switch (d.below(8)) {
    case 0: return [d.one(NUMBERS), d.one(NUMBERS), d.one(NUMBERS), d.one(NUMBERS)].slice(d.below(4)).join('.');
    case 1: return `[${some(d, 7, (e) => e.one(['1', 'ff', ':', '::', '0', 'abcd', ':1', '1.2.3.4']))}]`;
    case 2: return domain(d);
    case 3: return some(d, 6, (e) => e.one(['a', '%41', '%2e', '%C3%BC', '.', 'b', '%', '%00', '%zz']));
    default: return `${letter(d)}${some(d, 6, letter)}.${d.one(['org', 'com', 'example', 'se'])}`;
  }
}
const part = (d) => some(d, 4, (e) => e.one(['a', 'b/', '/', '.', '..', '/../', '/./', '%2e', '%2E%2e', ' ', 'x=y', '&', '+', "'", '"', '`', '{', '|', '^', 'ü', '%ff', ';', 'C:', 'C|', '\\', '~', '😀']));
const scheme = (d) => d.one(['http', 'https', 'ws', 'wss', 'ftp', 'file', 'http', 'https', 'HTTPS', 'mailto', 'data', 'javascript', 'blob', 'git+ssh', 'x', 'a1', '1a', '']);
const between = (d) => d.one(['://', '://', '://', '://', ':/', ':', ':\\\\', ':///', '//', '']);
function url(d) {
  const user = d.chance(15) ? `${some(d, 3, (e) => e.one(['u', ':', 'ü', '%40', '@', ' ']))}@` : '';
  const port = d.chance(25) ? `:${d.one(['80', '443', '0', '65535', '65536', '8080', '', 'x', '00081', '-1', '21'])}` : '';
  return `${scheme(d)}${between(d)}${user}${host(d)}${port}${d.chance(70) ? `/${part(d)}` : ''}${d.chance(30) ? `?${part(d)}` : ''}${d.chance(30) ? `#${part(d)}` : ''}`;
}
const relative = (d) => d.one(['', '/', '//', '?', '#', '\\', './', '../']) + part(d);

const shown = (text) => text.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const tried = (f) => { try { return f(); } catch (error) { return `!${error.name}`; } };

const LABELS = ['utf-8', 'utf-8', 'utf-8', 'utf-8', 'utf-8', 'utf-8', 'utf-8', 'utf-16le', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-2', 'windows-1251', 'koi8-r', 'koi8-u', 'ibm866', 'macintosh', 'windows-874', 'iso-8859-8-i',
  'x-mac-cyrillic', 'shift_jis', 'gbk', 'gb18030', 'big5', 'euc-jp', 'euc-kr', 'iso-2022-jp', 'utf8', 'latin1', 'ascii', 'unicode-1-1-utf-8', 'x-user-defined', 'replacement', 'utf-7', 'none'];
/** Bytes that are often right: texts in UTF-8 or UTF-16, pairs of legacy encodings, escapes of ISO-2022-JP, whatever. */
function block(d, encoding) {
  const list = [];
  for (let n = d.below(9); n > 0; n--) {
    if (encoding.startsWith('utf-16')) {
      const p = d.chance(40) ? 0xd700 + d.below(0x900) : point(d) & 0xffff;
      list.push(...(encoding === 'utf-16le' ? [p & 255, p >> 8] : [p >> 8, p & 255]));
      if (d.chance(5)) list.push(d.below(256));
    } else if (/^utf|^uni/.test(encoding)) {
      list.push(...new TextEncoder().encode(odd(d)));
      if (d.chance(25)) list.pop();
      if (d.chance(10)) list.push(d.one([0x80, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0xf4, 0x90, 0xf5, 0xff, 0xfe, 0xbf]));
      if (d.chance(5)) list.push(0xef, 0xbb, 0xbf);
    } else if (encoding === 'iso-2022-jp') {
      list.push(...d.one([[0x1b, 0x24, 0x42], [0x1b, 0x28, 0x42], [0x1b, 0x28, 0x4a], [0x1b, 0x28, 0x49], [0x25, 0x46], [0x30, 0x21], [0x61], [0x1b], [0x7e]]));
    } else {
      list.push(d.chance(60) ? 0x80 + d.below(128) : d.below(128));
      if (d.chance(70)) list.push(d.chance(70) ? 0x40 + d.below(0xbf) : d.below(256));
    }
  }
  return Uint8Array.from(list);
}

function json(d, depth = 0) {
  switch (d.below(depth > 3 ? 6 : 9)) {
    case 0: return d.one(['0', '-0', '1', '-1.5', '1e3', '1E-7', '12345678901234567890', '1e400', '0.1', '01', '.5', '1.', '+1', 'NaN', '-']);
    case 1: return d.one(['true', 'false', 'null', 'True', 'undefined', 'nul']);
    case 2: case 3: case 4: return `"${some(d, 5, (e) => e.one(['a', 'é', '😀', '\\n', '\\u0041', '\\ud83d\\ude00', '\\ud800', '\\/', '\\"', '\\x', '\\u12', '\u2028', '\t', '\ud800', '__proto__', '\u007f']))}"`;
    case 5: return d.one(['[]', '{}', '""', ' 1 ', '\u00a01', '\ufeff1', '[1]', '{"a":1}']);
    case 6: return `[${some(d, 3, (e) => `${json(e, depth + 1)},`).replace(/,$/, d.chance(5) ? ',' : '')}]`;
    default: return `{${some(d, 3, (e) => `"${e.one(['a', 'b', '__proto__', '1', '', 'é', 'constructor'])}":${e.one(['', ' ', '\n'])}${json(e, depth + 1)},`).replace(/,$/, '')}}`;
  }
}

const topics = {
  url(d) {
    const based = d.chance(25);
    let text = based ? relative(d) : url(d);
    if (d.chance(30)) text = spoiled(d, text);
    const base = based ? url(d) : undefined;
    return {
      input: `${text} on ${base}`,
      answer: () => {
        const u = new URL(text, base);
        const answer = [u.href, u.origin, u.protocol, u.username, u.password, u.host, u.port, u.pathname, u.search, u.hash, [...u.searchParams]].join(' | ');
        const name = d.one(['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']);
        tried(() => { u[name] = name === 'href' ? url(d) : name === 'protocol' ? scheme(d) : name === 'host' || name === 'hostname' ? host(d) : name === 'port' ? d.one(NUMBERS) : part(d); });
        return `${answer} | ${name}: ${u.href}`;
      },
    };
  },
  idna(d) {
    let text = domain(d);
    if (d.chance(10)) text = spoiled(d, text);
    return { input: text, answer: () => new URL(`https://${text}`).hostname };
  },
  encoding(d) {
    const encoding = d.one(LABELS);
    const bytes = block(d, encoding);
    const options = { fatal: d.chance(30), ignoreBOM: d.chance(20) };
    const cut = d.chance(30) ? d.below(bytes.length + 1) : -1;
    return {
      input: `${encoding} ${JSON.stringify(options)} ${bytes} cut at ${cut}`,
      answer: () => {
        const decoder = new TextDecoder(encoding, options);
        const text = cut < 0 ? decoder.decode(bytes) : decoder.decode(bytes.subarray(0, cut), { stream: true }) + decoder.decode(bytes.subarray(cut));
        return `${decoder.encoding} ${text} ${new TextEncoder().encode(some(d, 6, odd))}`;
      },
    };
  },
  json(d) {
    let text = json(d);
    if (d.chance(25)) text = spoiled(d, text);
    return { input: text, answer: () => { const value = JSON.parse(text); return `${JSON.stringify(value)} ${JSON.stringify(value, null, d.below(3))} ${JSON.stringify({ value }, ['value', 'a'])}`; } };
  },
};

const TOPICS = Object.keys(topics);
/** Inputs `from` to `to` of a topic, each with its answer. */
function answers(topic, from, to) {
  const all = [];
  for (let n = from; n < to; n++) {
    const { input, answer } = topics[topic](dice(n * 8 + TOPICS.indexOf(topic)));
    all.push([shown(input), shown(tried(answer))]);
  }
  return all;
}

module.exports = { TOPICS, answers };
