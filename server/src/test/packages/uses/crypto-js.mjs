import CryptoJS from 'crypto-js';
export default async () => {
  const key = CryptoJS.enc.Hex.parse('000102030405060708090a0b0c0d0e0f');
  const iv = CryptoJS.enc.Hex.parse('101112131415161718191a1b1c1d1e1f');
  const text = CryptoJS.AES.encrypt('héllo', 'secret').toString();
  return [
    CryptoJS.MD5('x').toString(), CryptoJS.SHA256('é').toString(CryptoJS.enc.Base64), CryptoJS.SHA3('x', { outputLength: 256 }).toString(), CryptoJS.RIPEMD160('x').toString(), CryptoJS.HmacSHA512('x', 'key').toString(),
    CryptoJS.PBKDF2('pass', 'salt', { keySize: 8, iterations: 10 }).toString(), CryptoJS.AES.encrypt('text', key, { iv }).toString(), CryptoJS.TripleDES.encrypt('text', key, { iv }).toString(), CryptoJS.AES.encrypt('text', key, { iv, mode: CryptoJS.mode.CTR, padding: CryptoJS.pad.NoPadding }).toString(),
    CryptoJS.AES.decrypt(text, 'secret').toString(CryptoJS.enc.Utf8), CryptoJS.lib.WordArray.random(16).sigBytes,
  ];
};
