/** A value as text, with what JSON leaves out. */
export const show = (value) =>
  JSON.stringify(value, (key, each) => {
    if (typeof each === 'bigint') return `${each}n`;
    if (typeof each === 'function') return `(function ${each.name})`;
    if (each === undefined) return '(undefined)';
    if (each instanceof Map) return { map: [...each] };
    if (each instanceof Set) return { set: [...each] };
    if (ArrayBuffer.isView(each)) return { bytes: [...new Uint8Array(each.buffer, each.byteOffset, each.byteLength)] };
    return each;
  });
