import nacl from 'tweetnacl';
export default async () => {
  const seed = new Uint8Array(32).fill(7);
  const nonce = new Uint8Array(24).fill(3);
  const text = new TextEncoder().encode('hé');
  const signer = nacl.sign.keyPair.fromSeed(seed);
  const one = nacl.box.keyPair.fromSecretKey(seed);
  const other = nacl.box.keyPair();
  const box = nacl.box(text, nonce, other.publicKey, one.secretKey);
  const secret = nacl.secretbox(text, nonce, seed);
  return [nacl.hash(text), nacl.sign.detached(text, signer.secretKey), nacl.sign.detached.verify(text, nacl.sign.detached(text, signer.secretKey), signer.publicKey), one.publicKey, nacl.box.open(box, nonce, one.publicKey, other.secretKey), secret, nacl.secretbox.open(secret, nonce, seed), nacl.secretbox.open(secret, nonce, new Uint8Array(32)), nacl.scalarMult.base(seed), nacl.randomBytes(9).length, nacl.verify(seed, seed)];
};
