import * as openpgp from 'openpgp';
export default async () => {
  const text = 'hé, wörld';
  const { privateKey, publicKey } = await openpgp.generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs: [{ name: 'A', email: 'a@example.com' }], passphrase: 'secret', format: 'armored', date: new Date(1e12) });
  const [open, locked] = [await openpgp.readKey({ armoredKey: publicKey }), await openpgp.readPrivateKey({ armoredKey: privateKey })];
  const secret = await openpgp.decryptKey({ privateKey: locked, passphrase: 'secret' });
  const wrong = await openpgp.decryptKey({ privateKey: locked, passphrase: 'other' }).catch(({ message }) => message);
  const encrypted = await openpgp.encrypt({ message: await openpgp.createMessage({ text }), encryptionKeys: open, signingKeys: secret });
  const { data, signatures } = await openpgp.decrypt({ message: await openpgp.readMessage({ armoredMessage: encrypted }), decryptionKeys: secret, verificationKeys: open });
  const sealed = await openpgp.encrypt({ message: await openpgp.createMessage({ text }), passwords: ['pass'] });
  const opened = await openpgp.decrypt({ message: await openpgp.readMessage({ armoredMessage: sealed }), passwords: ['pass'] });
  const refused = await openpgp.decrypt({ message: await openpgp.readMessage({ armoredMessage: sealed }), passwords: ['no'] }).catch(({ message }) => message);
  const clear = await openpgp.sign({ message: await openpgp.createCleartextMessage({ text }), signingKeys: secret });
  const checked = await openpgp.verify({ message: await openpgp.readCleartextMessage({ cleartextMessage: clear }), verificationKeys: open });
  const others = [];
  for (const options of [{ type: 'rsa', rsaBits: 2048 }, { type: 'ecc', curve: 'nistP256' }, { type: 'curve25519' }]) {
    const pair = await openpgp.generateKey({ ...options, userIDs: [{ name: 'B' }], format: 'object' });
    const signed = await openpgp.sign({ message: await openpgp.createMessage({ text }), signingKeys: pair.privateKey, detached: true });
    const [{ verified }] = (await openpgp.verify({ message: await openpgp.createMessage({ text }), signature: await openpgp.readSignature({ armoredSignature: signed }), verificationKeys: pair.publicKey })).signatures;
    others.push(await verified, pair.publicKey.getAlgorithmInfo());
  }
  return [data, await signatures[0].verified, opened.data, refused, wrong, checked.data, await checked.signatures[0].verified, others, (await open.getPrimaryUser()).user.userID.email, open.getAlgorithmInfo()];
};
