import JSZip from 'jszip';
export default async () => {
  const zip = new JSZip();
  zip.file('a.txt', 'héllo '.repeat(100), { date: new Date(0) });
  zip.folder('d').file('b.bin', new Uint8Array([1, 2, 3]), { date: new Date(0) });
  zip.file('gone', 'x'); zip.remove('gone');
  const bytes = await zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
  const again = await JSZip.loadAsync(bytes);
  return [bytes.length < 1000, Object.keys(again.files), await again.file('a.txt').async('string'), [...(await again.file('d/b.bin').async('uint8array'))], again.file(/bin$/).length, (await zip.generateAsync({ type: 'base64' })).slice(0, 4), await JSZip.loadAsync(new Uint8Array(4)).catch((error) => error instanceof Error)];
};
