import { readFile, readdir } from 'node:fs/promises';

/** The licences of the npm packages that went into a bundle, with their texts, as these ask for; `metafile` is esbuild's. */
export async function licensesOf(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(match[0]);
  }
  const texts = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license, licenses } = JSON.parse(await readFile(`${folder}package.json`, 'utf8'));
    const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)/i.test(each));
    const text = file === undefined ? '' : `\n${(await readFile(`${folder}${file}`, 'utf8')).trim()}\n`;
    texts.push(`${name} ${version}: ${license ?? licenses.map(({ type }) => type).join(' or ')}\n${text}`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n`);
}
