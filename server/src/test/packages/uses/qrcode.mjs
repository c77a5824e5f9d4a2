import QRCode from 'qrcode';
export default async () => [QRCode.create('hi', { errorCorrectionLevel: 'H' }).modules.size, await QRCode.toString('hi', { type: 'svg' }), await QRCode.toString('é', { type: 'svg' }), QRCode.create('1234567').segments.length, await QRCode.toString([{ data: 'A1', mode: 'alphanumeric' }], { type: 'svg', margin: 1 }), QRCode.create('x', { version: 5 }).version];
