import { HOTP, Secret, TOTP, URI } from 'otpauth';
export default async () => {
  const secret = Secret.fromUTF8('12345678901234567890');
  const all = ['SHA1', 'SHA256', 'SHA512', 'SHA3-256'].map((algorithm) => new TOTP({ issuer: 'é', label: 'a', algorithm, secret, digits: 8 }).generate({ timestamp: 59_000 }));
  const totp = new TOTP({ issuer: 'ACME', label: 'a@b', secret });
  const hotp = new HOTP({ secret });
  return [...all, Array.from({ length: 10 }, (_, counter) => hotp.generate({ counter })), hotp.validate({ token: '287082', counter: 0, window: 2 }), totp.validate({ token: totp.generate({ timestamp: 1e12 }), timestamp: 1e12 + 30_000, window: 1 }), totp.validate({ token: '000000', timestamp: 5 }), totp.toString(), URI.parse(totp.toString()).secret.base32, new Secret({ size: 20 }).bytes.length, secret.hex];
};
