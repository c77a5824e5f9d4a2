// What a probe came to, as a text that says the same on Node and in an add-on.
function show(value, depth = 0) {
  if (depth > 6) return '…';
  if (value instanceof Error || Object.prototype.toString.call(value) === '[object DOMException]') {
    return `!${value.name}${typeof value.code === 'number' ? `/${value.code}` : ''}`;
  }
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || value === undefined || Object.is(value, -0)) return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  const next = (each) => show(each, depth + 1);
  if (Array.isArray(value)) return `[${value.map(next).join(',')}]`;
  if (ArrayBuffer.isView(value)) return `${kind}(${[...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]})`;
  if (value instanceof ArrayBuffer) return `${kind}(${[...new Uint8Array(value)]})`;
  if (value instanceof Date) return `Date(${+value})`;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Map) return `Map(${next([...value])})`;
  if (value instanceof Set) return `Set(${next([...value])})`;
  if (kind !== 'Object') return `[${kind}]`;
  return `{${Object.keys(value).sort().map((key) => `${key}:${next(value[key])}`).join(',')}}`;
}

/** Runs all, one after the other; what one does not settle within 5 s is said so. */
async function run(probes) {
  const answers = {};
  for (const [name, probe] of Object.entries(probes)) {
    let timer;
    try {
      const late = new Promise((resolve) => (timer = setTimeout(resolve, 5000, 'NEVER')));
      answers[name] = show(await Promise.race([probe(), late]));
    } catch (error) {
      answers[name] = `throws ${show(error)}`;
    }
    clearTimeout(timer);
  }
  return answers;
}

module.exports = { run, show };
