/** Elliptic curves by their names. */
import { invalidCurve } from './checks';

/** Those that are here, as OpenSSL calls them. */
const CURVES = ['prime256v1', 'secp224r1', 'secp256k1', 'secp384r1', 'secp521r1'];
const NIST: Readonly<Record<string, string>> = { 'P-224': 'secp224r1', 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };

export const getCurves = (): string[] => [...CURVES];

/** A curve by OpenSSL's name, or NIST's where that is taken too. */
export function curveOf(name: string, nist = true): string {
  const found = nist && Object.hasOwn(NIST, name) ? (NIST[name] as string) : name;
  if (!CURVES.includes(found)) {
    throw invalidCurve();
  }
  return found;
}

/** NIST's name of a curve, if it has one. */
export const nistName = (curve: string): string | undefined => Object.keys(NIST).find((name) => NIST[name] === curve);
