import { field, localBytes, localOf } from '../../host/local';
import { parse, stringify } from '../../host/primordials';
import { lacking } from '../absent';
import { base64, base64url, fromBase64, utf8Text } from '../../host/base64';
import { utf8 } from './digests';

const ALGORITHMS: Readonly<Record<string, string>> = { HS256: 'SHA-256', HS384: 'SHA-384', HS512: 'SHA-512' };
/** Seconds that two machines' clocks may differ. */
const LEEWAY = 0;
const LONGEST_TOKEN = 65536;

function digestOf(algorithm: unknown): string {
  const digest = typeof algorithm === 'string' && Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (digest === undefined) {
    throw new Error(`JwtUtil: algorithm: ${typeof algorithm === 'string' ? `'${algorithm.slice(0, 20)}'` : typeof algorithm} (expected: ${Object.keys(ALGORITHMS).join(', ')})`);
  }
  return digest;
}

function keyOf(key: unknown): string {
  if (typeof key !== 'string' || key.trim() === '') {
    throw new Error('JwtUtil: the key is empty (expected: a secret text)');
  }
  return base64(utf8(key));
}

function createSHAToken(claims: unknown, algorithm: unknown, key: unknown): string {
  const digest = digestOf(algorithm);
  const secret = keyOf(key);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TypeError('JwtUtil.createSHAToken: the claims must be an object');
  }
  const own = claims as Record<string, unknown>;
  const payload = { ...own, iat: own['iat'] ?? Math.floor(Date.now() / 1000) };
  const signed = `${base64url(utf8(stringify({ alg: algorithm, typ: 'JWT' })))}.${base64url(utf8(stringify(payload)))}`;
  return `${signed}.${base64url(localBytes('hmac', utf8(signed), digest, secret))}`;
}

function json(part: string, what: string): Record<string, unknown> {
  try {
    const value: unknown = parse(utf8Text(fromBase64(part)));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw new Error(`JwtUtil.decodeSHA: the token's ${what} is no JSON object`);
}

/** Seconds since 1970, of a claim that has to be such. */
function time(payload: Record<string, unknown>, claim: string): number | undefined {
  const value = payload[claim];
  if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value))) {
    throw new Error(`JwtUtil.decodeSHA: the token's ${claim} is no number`);
  }
  return value;
}

/**
 * Checks a token and gives what it says. Which of the three digests it was made with is the token's to say, as the platform has it; that
 * it is one of a secret key is ours: a token without a signature, or with one that a public key can check, is none.
 */
function decodeSHA(token: unknown, key: unknown): { alg: string; payload: Record<string, unknown> } {
  const secret = keyOf(key);
  const match = typeof token === 'string' && token.length <= LONGEST_TOKEN ? /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token) : null;
  if (match === null) {
    throw new Error('JwtUtil.decodeSHA: this is no token (expected: three parts in base64url)');
  }
  const [, head = '', body = '', signature = ''] = match;
  const { alg, crit } = json(head, 'header');
  const digest = digestOf(alg);
  if (crit !== undefined) {
    throw new Error("JwtUtil.decodeSHA: the token's header says 'crit', of which nothing is understood");
  }
  const given = field(base64(fromBase64(signature)));
  if (localOf('hmac.check', utf8(`${head}.${body}`), digest, secret, given) !== 'true') {
    throw new Error("JwtUtil.decodeSHA: the token's signature is not of this key");
  }
  const payload = json(body, 'payload');
  const now = Date.now() / 1000;
  const [expires, begins] = [time(payload, 'exp'), time(payload, 'nbf')];
  if (expires !== undefined && now >= expires + LEEWAY) {
    throw new Error('JwtUtil.decodeSHA: the token has expired');
  }
  if (begins !== undefined && now < begins - LEEWAY) {
    throw new Error('JwtUtil.decodeSHA: the token is not valid yet');
  }
  return { alg: alg as string, payload };
}

/** `require('JwtUtil')`. */
export const jwtUtil = (): object => lacking('JwtUtil', { createSHAToken, decodeSHA }, 'createRSAToken', 'decodeRSA');
