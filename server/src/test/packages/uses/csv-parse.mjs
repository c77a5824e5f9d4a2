import { parse as later } from 'csv-parse';
import { parse } from 'csv-parse/sync';
const text = 'a;b\n1;"x;y"\n2;é\n';
export default async () => {
  const rows = [];
  for await (const row of later(text, { delimiter: ';', columns: true })) rows.push(row);
  const called = await new Promise((done, failed) => later(text, { delimiter: ';' }, (error, all) => (error ? failed(error) : done(all))));
  let wrong;
  try { parse('a,b\n1\n'); } catch (error) { wrong = error.code; }
  return [parse(text, { delimiter: ';', columns: true }), parse(text, { delimiter: ';', from_line: 2, cast: true }), parse('x\t1', { delimiter: '\t' }), rows, called, wrong];
};
