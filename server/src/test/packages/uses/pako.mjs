import * as pako from 'pako';
export default () => {
  const text = 'héllo '.repeat(50);
  const bytes = new TextEncoder().encode(text);
  const inflate = new pako.Inflate();
  inflate.push(pako.deflate(bytes), true);
  let wrong;
  try { pako.inflate(new Uint8Array([1, 2, 3])); } catch (error) { wrong = String(error.message ?? error); }
  return [pako.deflate(bytes).length, new TextDecoder().decode(pako.inflate(pako.deflate(bytes))) === text, [...pako.gzip(bytes).slice(0, 2)], pako.ungzip(pako.gzip(bytes)).length, pako.inflateRaw(pako.deflateRaw(bytes)).length, inflate.result.length, wrong];
};
