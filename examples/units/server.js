const { Application, StaticFilesEndpoint, parameters, helpProviders } = require('webpoints');
const { NumberParam } = parameters;

// Each unit in the base of its kind: metres, grams, and seconds.
/** @type {Record<string, Record<string, number>>} */
const units = {
  length: { mm: 0.001, cm: 0.01, m: 1, km: 1000, in: 0.0254, ft: 0.3048, mi: 1609.344 },
  mass: { mg: 0.001, g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 },
  time: { s: 1, min: 60, h: 3600, d: 86400 },
};
/** @param {string} unit */
const kindOf = (unit) => String(Object.keys(units).find((kind) => unit in units[kind]));
const unit = { schema: { type: 'string', enum: Object.values(units).flatMap(Object.keys) } };

const app = new Application({ units });

/** @type {typeof app.operations} */
const operations = app.operations;

operations['/convert'] = {
  method: 'get',
  description: 'Converts a value from one unit to another of the same kind',
  params: { value: new NumberParam(), from: unit, to: unit },
  serialize: true,
  handler(value, from, to, callback) {
    const kind = kindOf(from);
    if (kind !== kindOf(to)) {
      callback(`${from} and ${to} are of different kinds`, 422);
      return;
    }
    callback({ value: (value * this.units[kind][from]) / this.units[kind][to], unit: to });
  },
};

operations['/units/:kind?'] = {
  method: 'get',
  description: 'Lists the units, of one kind or of all',
  params: { kind: { default: 'all', schema: { enum: [...Object.keys(units), 'all'] } } },
  serialize: true,
  handler(kind, callback) {
    callback(kind === 'all' ? this.units : Object.keys(this.units[kind]));
  },
};

operations['/help'] = new helpProviders.DefaultHelpProvider(app.operations);
operations['/'] = new StaticFilesEndpoint('./public', { maxAge: 60000 });

app.run();
