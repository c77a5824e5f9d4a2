/** Digests and ciphers by name. The host knows them by the canonical names alone. */

export type DigestName = string;

/** Sizes in bytes. */
export interface DigestInfo {
  readonly name: DigestName;
  /** What Node calls it, in lower case. */
  readonly node: string;
  readonly size: number;
  /** Of the block that HMAC asks for; 0 where it has no HMAC. */
  readonly block: number;
  /** Whether it has as many bytes as are asked for. */
  readonly xof: boolean;
}

function digest(name: DigestName, node: string, size: number, block: number, xof = false): [DigestName, DigestInfo] {
  return [name, { name, node, size, block, xof }];
}

export const DIGESTS: ReadonlyMap<DigestName, DigestInfo> = new Map([
  digest('MD5', 'md5', 16, 64),
  digest('SHA-1', 'sha1', 20, 64),
  digest('SHA-224', 'sha224', 28, 64),
  digest('SHA-256', 'sha256', 32, 64),
  digest('SHA-384', 'sha384', 48, 128),
  digest('SHA-512', 'sha512', 64, 128),
  digest('SHA-512/224', 'sha512-224', 28, 128),
  digest('SHA-512/256', 'sha512-256', 32, 128),
  digest('SHA3-224', 'sha3-224', 28, 144),
  digest('SHA3-256', 'sha3-256', 32, 136),
  digest('SHA3-384', 'sha3-384', 48, 104),
  digest('SHA3-512', 'sha3-512', 64, 72),
  digest('SHAKE128', 'shake128', 16, 0, true),
  digest('SHAKE256', 'shake256', 32, 0, true),
  digest('RIPEMD-160', 'ripemd160', 20, 64),
  digest('BLAKE2B-512', 'blake2b512', 64, 128),
  digest('BLAKE2S-256', 'blake2s256', 32, 64),
  digest('SM3', 'sm3', 32, 64),
  digest('MD5-SHA1', 'md5-sha1', 36, 64),
]);

const DIGEST_NAMES = new Map<string, DigestName>();
for (const [name, { node }] of DIGESTS) {
  const plain = name.toLowerCase();
  for (const alias of [plain, node, plain.replace('/', '-'), plain.replaceAll('-', ''), plain.replace('-', '').replace('/', '-'), plain.replace('-', '')]) {
    DIGEST_NAMES.set(alias, name);
  }
  if (/^sha-\d/.test(plain)) {
    DIGEST_NAMES.set(plain.replace('sha-', 'sha2-'), name);
  }
  DIGEST_NAMES.set(`${node}withrsaencryption`, name);
  DIGEST_NAMES.set(`id-rsassa-pkcs1-v1_5-with-${node}`, name);
}
DIGEST_NAMES.delete('sha2-1');
for (const [alias, name] of [
  ['rmd160', 'RIPEMD-160'],
  ['ripemd', 'RIPEMD-160'],
  ['ripemd160withrsa', 'RIPEMD-160'],
  ['ssl3-md5', 'MD5'],
  ['ssl3-sha1', 'SHA-1'],
  ['sha1-2', 'SHA-1'],
  ['shake-128', 'SHAKE128'],
  ['shake-256', 'SHAKE256'],
] as const) {
  DIGEST_NAMES.set(alias, name);
}

/** The canonical name of what Node calls it, in any spelling that Node knows; undefined for what is no digest here. */
export function digestOf(name: string): DigestName | undefined {
  return DIGEST_NAMES.get(name.toLowerCase().replace(/^rsa-/, ''));
}

export type CipherMode = 'cbc' | 'ecb' | 'ctr' | 'cfb' | 'ofb' | 'gcm' | 'ccm' | 'ocb' | 'wrap' | 'stream';

/** Lengths in bytes. */
export interface CipherInfo {
  /** As Node lists it. */
  readonly name: string;
  readonly nid: number;
  readonly mode: CipherMode;
  readonly key: number;
  /** The usual length; 0 where there is none. */
  readonly iv: number;
  /** 1 for what works byte by byte. */
  readonly block: number;
}

const ciphers = new Map<string, CipherInfo>();
const CIPHER_NAMES = new Map<string, string>();

function cipher(info: CipherInfo, ...aliases: readonly string[]): void {
  ciphers.set(info.name, info);
  for (const alias of [info.name, ...aliases]) {
    CIPHER_NAMES.set(alias.toLowerCase(), info.name);
  }
}

/** OpenSSL's numbers, by mode, of 128, 192 and 256 bits. */
const NIDS: Readonly<Record<string, readonly [number, number, number]>> = {
  ecb: [418, 422, 426],
  cbc: [419, 423, 427],
  ofb: [420, 424, 428],
  cfb: [421, 425, 429],
  cfb8: [653, 654, 655],
  ctr: [904, 905, 906],
  gcm: [895, 898, 901],
  ccm: [896, 899, 902],
  ocb: [958, 959, 960],
  wrap: [788, 789, 790],
  'wrap-pad': [897, 900, 903],
};
const IVS: Readonly<Record<string, number>> = { ecb: 0, gcm: 12, ccm: 12, ocb: 12, wrap: 8, 'wrap-pad': 4 };

for (const [mode, nids] of Object.entries(NIDS)) {
  [128, 192, 256].forEach((bits, i) => {
    const wraps = mode.startsWith('wrap');
    cipher(
      {
        name: wraps ? `id-aes${bits}-${mode}` : `aes-${bits}-${mode}`,
        nid: nids[i] as number,
        mode: wraps ? 'wrap' : (mode.replace('8', '') as CipherMode),
        key: bits / 8,
        iv: IVS[mode] ?? 16,
        block: mode === 'ecb' || mode === 'cbc' ? 16 : wraps ? 8 : 1,
      },
      ...(mode === 'cbc' ? [`aes${bits}`] : []),
      ...(mode === 'gcm' || mode === 'ccm' ? [`id-aes${bits}-${mode}`] : []),
      ...(wraps ? [`aes${bits}-${mode}`, `aes-${bits}-${mode}`] : []),
    );
  });
}
cipher({ name: 'chacha20-poly1305', nid: 1018, mode: 'stream', key: 32, iv: 12, block: 1 });
cipher({ name: 'chacha20', nid: 1019, mode: 'stream', key: 32, iv: 16, block: 1 });
cipher({ name: 'des-ede3-cbc', nid: 44, mode: 'cbc', key: 24, iv: 8, block: 8 }, 'des3');
cipher({ name: 'des-ede3', nid: 33, mode: 'ecb', key: 24, iv: 0, block: 8 }, 'des-ede3-ecb');

export const CIPHERS: ReadonlyMap<string, CipherInfo> = ciphers;

/** The cipher of that name, in any case, or by another name that Node has for it. */
export function cipherOf(name: string): CipherInfo | undefined {
  const known = CIPHER_NAMES.get(name.toLowerCase());
  return known === undefined ? undefined : ciphers.get(known);
}

/** Whether a cipher has a tag. */
export function authenticates({ name, mode }: CipherInfo): boolean {
  return mode === 'gcm' || mode === 'ccm' || mode === 'ocb' || name === 'chacha20-poly1305';
}
