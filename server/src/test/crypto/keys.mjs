// Makes keys.json anew: node keys.mjs > keys.json
import { generateKeyPairSync as g } from 'node:crypto';
const all = {};
const add = (name, type, options) => { all[name] = g(type, options).privateKey.export({ format: 'jwk' }); };
for (const n of [1, 2]) {
  add(`rsa${n}`, 'rsa', { modulusLength: n * 1024 });
  for (const curve of ['P-256', 'P-384', 'P-521', 'secp256k1']) add(`${curve}/${n}`, 'ec', { namedCurve: curve });
  for (const type of ['ed25519', 'ed448', 'x25519', 'x448']) add(`${type}/${n}`, type);
}
console.log(JSON.stringify(all, undefined, 1));
