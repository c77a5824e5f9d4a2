import forge from 'node-forge';
const PEM = (label, der) => `-----BEGIN ${label}-----\n${der}\n-----END ${label}-----\n`;
export default async () => {
  const { md, hmac, pkcs5, util, cipher, pki, random } = forge;
  const digest = (name) => md[name].create().update('hé', 'utf8').digest().toHex();
  const mac = hmac.create();
  mac.start('sha256', 'key');
  mac.update('text');
  const aes = cipher.createCipher('AES-CBC', '0123456789abcdef');
  aes.start({ iv: 'fedcba9876543210' });
  aes.update(util.createBuffer('text'));
  aes.finish();
  const gcm = cipher.createCipher('AES-GCM', '0123456789abcdef');
  gcm.start({ iv: '012345678901', additionalData: 'more' });
  gcm.update(util.createBuffer('text'));
  gcm.finish();
  const keys = await new Promise((resolve, reject) => { pki.rsa.generateKeyPair({ bits: 1024, e: 0x10001 }, (error, pair) => (error ? reject(error) : resolve(pair))); });
  const sha = md.sha256.create().update('x');
  const signature = keys.privateKey.sign(sha);
  const again = pki.privateKeyFromPem(pki.privateKeyToPem(keys.privateKey));
  const cert = pki.createCertificate();
  cert.publicKey = keys.publicKey;
  cert.serialNumber = '01';
  cert.setSubject([{ name: 'commonName', value: 'example' }]);
  cert.setIssuer([{ name: 'commonName', value: 'example' }]);
  cert.sign(keys.privateKey, md.sha256.create());
  return [
    ...['md5', 'sha1', 'sha256', 'sha512'].map(digest), mac.digest().toHex(), util.bytesToHex(pkcs5.pbkdf2('p', 's', 10, 16)), aes.output.toHex(), gcm.output.toHex() + gcm.mode.tag.toHex(), keys.publicKey.verify(sha.digest().bytes(), signature), again.sign(sha) === signature, again.decrypt(keys.publicKey.encrypt('text', 'RSA-OAEP'), 'RSA-OAEP'),
    pki.certificateFromPem(pki.certificateToPem(cert)).subject.getField('CN').value, cert.verify(cert), random.getBytesSync(7).length, PEM('X', util.encode64('x')), util.encode64(forge.pem.decode(PEM('X', util.encode64('x')))[0].body),
  ];
};
