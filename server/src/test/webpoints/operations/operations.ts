import { parameters } from 'webpoints';

interface Sum { total: number }

exports['/sum'] = {
  method: 'get',
  description: 'Adds two numbers',
  params: { a: new parameters.NumberParam(), b: new parameters.NumberParam(0) },
  serialize: true,
  handler: (a: number, b: number, done: (sum: Sum) => void) => done({ total: a + b }),
};
