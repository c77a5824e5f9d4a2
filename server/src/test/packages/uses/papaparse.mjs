import Papa from 'papaparse';
export default () => {
  const steps = [];
  Papa.parse('a\n1\n2', { step: ({ data }) => steps.push(data) });
  return [Papa.parse('a,b\n1,"x,y"\n', { header: true, skipEmptyLines: true }).data, Papa.parse('a;b').meta.delimiter, Papa.unparse([{ a: 1, b: 'x,y' }]), Papa.parse('a,b\n1', { header: true }).errors.map(({ code }) => code), Papa.parse('1,true', { dynamicTyping: true }).data, steps, Papa.unparse({ fields: ['x'], data: [['é"']] })];
};
