import { v1, v3, v4, v5, v7, validate, version, parse, stringify, NIL } from 'uuid';
export default () => {
  const name = v5('example.org', v5.DNS);
  return [name, v3('example.org', v3.DNS), version(v4()), version(v1()), version(v7()), validate('x'), validate(name), [...parse(name)], stringify(parse(name)), NIL, v4({ random: new Uint8Array(16).fill(7) })];
};
