import YAML, { Document, isMap, parseAllDocuments, parseDocument, stringify } from 'yaml';
export default () => {
  const document = parseDocument('# note\na: 1\nb: [x, é]\n');
  document.set('c', { d: true });
  return [YAML.parse('a: &x {b: 1}\nc: *x\ne: |\n  l1\n  l2'), String(document), stringify({ a: ['x: y', 5, null, 'multi\nline'] }), parseAllDocuments('1\n---\n2').map((each) => each.toJS()), isMap(document.contents), document.errors.length, parseDocument('a: [').errors[0].code, String(new Document({ z: 1 }))];
};
