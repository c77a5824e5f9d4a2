import jwt from 'jsonwebtoken';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
const kind = (run) => { try { return run(); } catch (error) { return `${error.name}: ${error.message}`; } };
export default async () => {
  const token = jwt.sign({ a: 1, iat: 1000 }, 'secret');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const asked = await new Promise((resolve) => { jwt.verify(token, 'secret', (error, decoded) => resolve([error, decoded])); });
  return [
    token, jwt.verify(token, 'secret'), jwt.decode(token, { complete: true }).header, kind(() => jwt.verify(token, 'other')), kind(() => jwt.verify(jwt.sign({ exp: 1 }, 'x'), 'x')), asked, jwt.sign({ b: 2, iat: 1 }, 'secret', { algorithm: 'HS512', subject: 's' }),
    ...['RS256', 'RS512', 'PS256'].map((algorithm) => jwt.verify(jwt.sign({ c: 3, iat: 1 }, rsa.privateKey, { algorithm }), rsa.publicKey, { algorithms: [algorithm] })),
    jwt.verify(jwt.sign({ d: 4, iat: 1 }, ec.privateKey, { algorithm: 'ES256' }), createPublicKey(ec.privateKey)), kind(() => jwt.verify(jwt.sign({ iat: 1 }, rsa.privateKey, { algorithm: 'RS256' }), rsa.publicKey, { algorithms: ['HS256'] })), kind(() => jwt.sign({}, ec.privateKey, { algorithm: 'RS256' })),
  ];
};
