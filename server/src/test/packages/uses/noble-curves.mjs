import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { ed448 } from '@noble/curves/ed448.js';
import { p256, p521 } from '@noble/curves/nist.js';
import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToHex, hexToBytes } from '@noble/curves/utils.js';
import * as web from '@noble/curves/webcrypto.js';
export default async () => {
  const secret = hexToBytes('11'.repeat(32));
  const text = hexToBytes('22'.repeat(32));
  const all = [secp256k1, p256].flatMap((curve) => { const signature = curve.sign(text, secret); return [bytesToHex(signature), bytesToHex(curve.getPublicKey(secret)), curve.verify(signature, text, curve.getPublicKey(secret))]; });
  const keys = await web.p256.keygen();
  const signed = await web.p256.sign(text, keys.secretKey);
  const edKeys = await web.ed25519.keygen();
  return [
    ...all, bytesToHex(ed25519.sign(text, secret)), ed25519.verify(ed25519.sign(text, secret), text, ed25519.getPublicKey(secret)), bytesToHex(x25519.getPublicKey(secret)), bytesToHex(x25519.getSharedSecret(secret, x25519.getPublicKey(text))), bytesToHex(ed448.getPublicKey(hexToBytes('33'.repeat(57)))),
    bytesToHex(p521.getPublicKey(hexToBytes(`00${'44'.repeat(65)}`))), bytesToHex(schnorr.getPublicKey(secret)), bytesToHex(schnorr.sign(text, secret, text)), bytesToHex(secp256k1.getSharedSecret(secret, secp256k1.getPublicKey(text))), bls12_381.longSignatures.getPublicKey(secret).toHex(), secp256k1.utils.randomSecretKey().length,
    await web.p256.isSupported(), await web.p256.verify(signed, text, keys.publicKey), await web.ed25519.verify(await web.ed25519.sign(text, edKeys.secretKey), text, edKeys.publicKey),
  ];
};
