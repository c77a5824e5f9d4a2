/** Certificates, to be read. */
import { digest, exportJwk, exportRaw, publicOf, readCertificate, verifyCertificate, type Certificate } from '../../crypto/index';
import { part } from '../../host/parts';
import { coded, invalidType, invalidValue, mustBeText } from '../errors';
import { Buffer, buffer, isView, mustBeBoolean, mustBeObject, viewBytes, type Bytes, type Options } from './checks';
import { nistName } from './curves';
import { attempt, openssl, OPENSSL } from './errors';
import { isKey, keyObject, keyOf, type KeyObject } from './keys';
import { addressOf, matchesHost, sameMailbox, type HostOptions } from './names';

type Pairs = readonly (readonly [string, string])[];

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (value: number, fill = '0'): string => String(value).padStart(2, fill);

/** A time as OpenSSL prints it. */
function printed(time: number): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()] as string} ${two(date.getUTCDate(), ' ')} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${date.getUTCFullYear()} GMT`;
}

/** A name, a line for each of its parts, with what RFC 2253 escapes. */
function lines(name: Pairs): string {
  return name.map(([key, value]) => `${key}=${escaped(value)}`).join('\n');
}

function escaped(value: string): string {
  return value
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/^[ #]| $/g, '\\$&')
    .replace(/[\0-\x1f\x7f]/g, (character) => `\\${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** Names as properties: where there are several of one, an array of them. */
function properties(name: Pairs): object {
  const all = Object.create(null) as Record<string, string | string[]>;
  for (const [key, value] of name) {
    const before = all[key];
    all[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return all;
}

/** One of the other names; in quotes where it could be taken for several. */
function altName([type, value]: readonly [string, string]): string {
  const quoted = type === 'DirName' || /["\\,']|[^\x20-\x7e]/.test(value);
  return `${type}:${quoted ? `"${value.replace(/["\\]/g, '\\$&').replace(/[,]|[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"` : value}`;
}

function hostOptions(given: unknown = {}): HostOptions & { readonly subject: string } {
  mustBeObject('options', given);
  const { subject = 'default', wildcards = true, partialWildcards = true, multiLabelWildcards = false, singleLabelSubdomains = false } = given as Options;
  mustBeText('options.subject', subject);
  mustBeBoolean('options.wildcards', wildcards);
  mustBeBoolean('options.partialWildcards', partialWildcards);
  mustBeBoolean('options.multiLabelWildcards', multiLabelWildcards);
  mustBeBoolean('options.singleLabelSubdomains', singleLabelSubdomains);
  if (subject !== 'default' && subject !== 'always' && subject !== 'never') {
    throw invalidValue('options.subject', subject);
  }
  return { subject, wildcards, partialWildcards, multiLabelWildcards, singleLabelSubdomains };
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

function noCertificate(bytes: Uint8Array): Error {
  const begun = buffer(bytes.subarray(0, 64)).toString('latin1').includes('-----BEGIN');
  return openssl(begun ? OPENSSL.wrongTag : OPENSSL.noStart);
}

export class X509Certificate {
  readonly #certificate: Certificate;
  #publicKey: KeyObject | undefined;

  constructor(given: unknown) {
    if (typeof given !== 'string' && !isView(given)) {
      throw invalidType('buffer', 'of type string or an instance of Buffer, TypedArray, or DataView', given);
    }
    const bytes = typeof given === 'string' ? Buffer.from(given) : viewBytes(given);
    const wrong = (): Error => noCertificate(bytes);
    this.#certificate = attempt({ certificate: wrong, key: wrong }, () => readCertificate(bytes).now());
  }

  get subject(): string | undefined {
    return lines(this.#certificate.subject) || undefined;
  }

  get subjectAltName(): string | undefined {
    const { altNames } = this.#certificate;
    return altNames.length === 0 ? undefined : altNames.map(altName).join(', ');
  }

  get issuer(): string | undefined {
    return lines(this.#certificate.issuer) || undefined;
  }

  /** Only those of a connection have one. */
  get issuerCertificate(): undefined {
    return undefined;
  }

  get infoAccess(): string | undefined {
    const { infoAccess } = this.#certificate;
    return infoAccess.length === 0 ? undefined : infoAccess.map(([method, place]) => `${method} - ${place}`).join('\n');
  }

  get validFrom(): string {
    return printed(this.#certificate.validFrom);
  }

  get validTo(): string {
    return printed(this.#certificate.validTo);
  }

  get validFromDate(): Date {
    return new Date(this.#certificate.validFrom);
  }

  get validToDate(): Date {
    return new Date(this.#certificate.validTo);
  }

  get fingerprint(): string {
    return this.#fingerprint('SHA-1');
  }

  get fingerprint256(): string {
    return this.#fingerprint('SHA-256');
  }

  get fingerprint512(): string {
    return this.#fingerprint('SHA-512');
  }

  #fingerprint(algorithm: string): string {
    const hex = buffer(digest(algorithm, this.#certificate.der).now()).toString('hex').toUpperCase();
    return (hex.match(/../g) as string[]).join(':');
  }

  get keyUsage(): string[] | undefined {
    const { keyUsage } = this.#certificate;
    return keyUsage.length === 0 ? undefined : [...keyUsage];
  }

  get serialNumber(): string {
    return this.#certificate.serial;
  }

  get signatureAlgorithm(): string {
    return this.#certificate.signatureAlgorithm;
  }

  get signatureAlgorithmOid(): string {
    return this.#certificate.signatureAlgorithmOid;
  }

  get raw(): Bytes {
    return buffer(this.#certificate.der.slice());
  }

  get publicKey(): KeyObject {
    return (this.#publicKey ??= keyObject(this.#certificate.publicKey));
  }

  get ca(): boolean {
    return this.#certificate.ca;
  }

  toString(): string {
    const base64 = buffer(this.#certificate.der).toString('base64');
    return `-----BEGIN CERTIFICATE-----\n${(base64.match(/.{1,64}/g) as string[]).join('\n')}\n-----END CERTIFICATE-----\n`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** The certificate's name that is the host's. */
  checkHost(name: unknown, options?: unknown): string | undefined {
    mustBeText('name', name);
    const how = hostOptions(options);
    const names = this.#named('DNS');
    const found = names.find((each) => matchesHost(each, name, how));
    if (found !== undefined || how.subject === 'never' || (names.length > 0 && how.subject === 'default')) {
      return found;
    }
    return this.#inSubject('CN').find((each) => matchesHost(each, name, how));
  }

  checkEmail(email: unknown, options?: unknown): string | undefined {
    mustBeText('email', email);
    const { subject } = hostOptions(options);
    const names = this.#named('email');
    const all = subject === 'never' || (names.length > 0 && subject === 'default') ? names : [...names, ...this.#inSubject('emailAddress')];
    return all.some((each) => sameMailbox(each, email)) ? email : undefined;
  }

  checkIP(ip: unknown): string | undefined {
    mustBeText('ip', ip);
    const address = addressOf(ip);
    if (address === undefined) {
      throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid name');
    }
    return this.#named('IP Address').some((each) => addressOf(each) === address) ? ip : undefined;
  }

  #named(type: string): string[] {
    return this.#certificate.altNames.filter(([each]) => each === type).map(([, value]) => value);
  }

  #inSubject(type: string): string[] {
    return this.#certificate.subject.filter(([each]) => each === type).map(([, value]) => value);
  }

  checkIssued(otherCert: unknown): boolean {
    if (typeof otherCert !== 'object' || otherCert === null || !(#certificate in otherCert)) {
      throw invalidType('otherCert', 'an instance of X509Certificate', otherCert);
    }
    const [own, other] = [this.#certificate, otherCert.#certificate];
    const keys = own.authorityKeyId === undefined || other.subjectKeyId === undefined || own.authorityKeyId === other.subjectKeyId;
    return lines(own.issuer).toLowerCase() === lines(other.subject).toLowerCase() && keys;
  }

  checkPrivateKey(privateKey: unknown): boolean {
    return Buffer.compare(publicOf(pairOf(privateKey, 'private')).now().der, this.#certificate.publicKey.der) === 0;
  }

  verify(publicKey: unknown): boolean {
    return verifyCertificate(this.#certificate.der, pairOf(publicKey, 'public')).now();
  }

  toLegacyObject(): object {
    const { subject, issuer, infoAccess, publicKey, der } = this.#certificate;
    const isRsa = publicKey.type === 'rsa' || publicKey.type === 'rsa-pss';
    const isEc = publicKey.type === 'ec';
    const access = infoAccess.length === 0 ? undefined : (Object.create(null) as Record<string, string[]>);
    for (const [method, place] of infoAccess) {
      const [kind, ...rest] = place.split(':');
      ((access as Record<string, string[]>)[`${method} - ${kind as string}`] ??= []).push(rest.join(':'));
    }
    return {
      subject: properties(subject),
      issuer: properties(issuer),
      subjectaltname: this.subjectAltName,
      infoAccess: access,
      ca: this.ca,
      modulus: publicKey.type === 'rsa' ? Buffer.from(exportJwk(publicKey).now()['n'] as string, 'base64url').toString('hex').toUpperCase() : undefined,
      exponent: isRsa ? `0x${(publicKey.exponent ?? 0n).toString(16)}` : undefined,
      pubkey: isRsa ? buffer(publicKey.der.slice()) : isEc ? buffer(exportRaw(publicKey).now()) : undefined,
      bits: isRsa ? publicKey.bits : isEc ? CURVE_BITS[publicKey.curve as string] : undefined,
      valid_from: this.validFrom,
      valid_to: this.validTo,
      fingerprint: this.fingerprint,
      fingerprint256: this.fingerprint256,
      fingerprint512: this.fingerprint512,
      ext_key_usage: this.keyUsage,
      serialNumber: this.serialNumber,
      raw: buffer(der.slice()),
      asn1Curve: isEc ? publicKey.curve : undefined,
      nistCurve: isEc ? nistName(publicKey.curve as string) : undefined,
    };
  }

  [INSPECT](depth: number, options: Options): unknown {
    if (depth < 0) {
      return this;
    }
    const { inspect } = part('node') as { inspect(value: unknown, options: object): string };
    const shown = Object.fromEntries(SHOWN.map((name) => [name, (this as unknown as Options)[name]]));
    return `X509Certificate ${inspect(shown, { ...options, depth: typeof options['depth'] === 'number' ? options['depth'] - 1 : null })}`;
  }
}

const CURVE_BITS: Readonly<Record<string, number>> = { prime256v1: 256, secp224r1: 224, secp256k1: 256, secp384r1: 384, secp521r1: 521 };

const SHOWN = ['subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'validFromDate', 'validToDate', 'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage', 'serialNumber', 'signatureAlgorithm', 'signatureAlgorithmOid'];

function pairOf(key: unknown, type: 'public' | 'private'): NonNullable<ReturnType<typeof keyOf>> {
  if (!isKey(key)) {
    throw invalidType('pkey', 'an instance of KeyObject', key);
  }
  const found = keyOf(key);
  if (found?.kind !== type) {
    throw invalidValue('pkey', key);
  }
  return found;
}
