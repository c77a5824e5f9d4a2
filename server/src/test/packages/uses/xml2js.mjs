import xml2js from 'xml2js';
const { Builder, Parser, parseString, parseStringPromise } = xml2js;
const text = '<a x="1"><b>2</b><b>é</b></a>';
export default async () => [await parseStringPromise(text), await parseStringPromise(text, { explicitArray: false, mergeAttrs: true }), await new Promise((done, failed) => parseString(text, (error, all) => (error ? failed(error) : done(all)))), new Builder({ headless: true }).buildObject({ a: { $: { x: 1 }, b: ['1', '2'] } }), await new Parser({ tagNameProcessors: [xml2js.processors.stripPrefix] }).parseStringPromise('<n:a>1</n:a>'), await parseStringPromise('<a><b></a>').catch((error) => error.message)];
