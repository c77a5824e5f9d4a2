import { CompactEncrypt, EncryptJWT, SignJWT, calculateJwkThumbprint, compactDecrypt, createLocalJWKSet, decodeJwt, exportJWK, exportPKCS8, exportSPKI, generateKeyPair, importJWK, importPKCS8, importSPKI, jwtDecrypt, jwtVerify } from 'jose';
const EC = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0', d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI' };
const ED = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' };
const kind = async (run) => { try { return await run(); } catch (error) { return `${error.name} ${error.code}`; } };
export default async () => {
  const secret = new TextEncoder().encode('a secret of thirty-two characters');
  const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'HS256' }).setSubject('s').setIssuedAt(1000).setExpirationTime(4102444800).sign(secret);
  const eddsa = await new SignJWT({ b: 2 }).setProtectedHeader({ alg: 'EdDSA' }).sign(await importJWK(ED, 'EdDSA'));
  const ecdsa = await new SignJWT({ c: 3 }).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(await importJWK(EC, 'ES256'));
  const keys = createLocalJWKSet({ keys: [{ ...EC, d: undefined, kid: 'k', alg: 'ES256' }] });
  const all = [];
  for (const alg of ['PS384', 'ES512', 'Ed25519']) {
    const pair = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
    const signed = await new SignJWT({ alg }).setProtectedHeader({ alg }).sign(await importPKCS8(await exportPKCS8(pair.privateKey), alg));
    all.push((await jwtVerify(signed, await importSPKI(await exportSPKI(pair.publicKey), alg))).payload, Object.keys(await exportJWK(pair.privateKey)).sort());
  }
  for (const [alg, enc] of [['RSA-OAEP-256', 'A256GCM'], ['ECDH-ES', 'A128CBC-HS256'], ['ECDH-ES+A128KW', 'A192GCM']]) {
    const pair = await generateKeyPair(alg);
    const jwe = await new EncryptJWT({ enc }).setProtectedHeader({ alg, enc }).encrypt(pair.publicKey);
    all.push((await jwtDecrypt(jwe, pair.privateKey)).payload);
  }
  const wrapped = await new CompactEncrypt(new TextEncoder().encode('hé')).setProtectedHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM' }).encrypt(secret);
  const direct = await new CompactEncrypt(new TextEncoder().encode('hé')).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(secret.slice(0, 32));
  return [
    token, eddsa, (await jwtVerify(token, secret)).payload, (await jwtVerify(ecdsa, keys)).payload, decodeJwt(token).sub, await kind(() => jwtVerify(`${token}x`, secret)), await kind(() => jwtVerify(token, secret, { audience: 'x' })), await calculateJwkThumbprint(EC), all,
    new TextDecoder().decode((await compactDecrypt(wrapped, secret, { keyManagementAlgorithms: ['PBES2-HS256+A128KW'] })).plaintext), new TextDecoder().decode((await compactDecrypt(direct, secret.slice(0, 32))).plaintext), await kind(() => compactDecrypt(direct, secret.slice(1, 33))),
  ];
};
