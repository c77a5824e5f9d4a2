// Runs probes and makes text of what comes of each, on Node and in an add-on alike.
'use strict';

function show(value, depth = 0) {
  if (depth > 6) return '…';
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') return `function ${value.name}`;
  if (value instanceof Error) {
    const code = value.code === undefined ? '' : ` ${value.code}`;
    return `${value.name}${code}: ${value.message}`;
  }
  if (Buffer.isBuffer(value)) return `Buffer ${value.toString('hex')}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Map) return `Map ${show([...value], depth + 1)}`;
  if (value instanceof Set) return `Set ${show([...value], depth + 1)}`;
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map((each) => show(each, depth + 1)).join(', ')}]`;
  return `{${Object.keys(value).map((key) => `${key}: ${show(value[key], depth + 1)}`).join(', ')}}`;
}

module.exports = async function run(probes) {
  const results = {};
  for (const [name, probe] of Object.entries(probes)) {
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve('(nothing for 5 s)'), 5000);
    });
    try {
      results[name] = await Promise.race([Promise.resolve(probe()).then((value) => show(value), (error) => `rejected ${show(error)}`), late]);
    } catch (error) {
      results[name] = `threw ${show(error)}`;
    } finally {
      clearTimeout(timer);
    }
  }
  return results;
};
