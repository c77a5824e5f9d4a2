// What Node makes of the cases, as JSON: each from a callback of the loop's phase for what happens outside, where requests come from too.
// A case is run until two runs agree: a machine that is busy may hold one up for as long as its times lie apart.
const fs = require('fs');
const cases = require('./cases.cjs');

/** So many at once that it does not take long, and so few that they do not hold each other up. */
const AT_ONCE = 9;

const expected = {};
const names = Object.keys(cases);
let running = 0;

function run(name, before) {
  fs.stat(__filename, () => {
    cases.run(name, (out) => {
      const seen = JSON.stringify(out);
      if (before.includes(seen)) {
        expected[name] = out;
        running--;
        next();
      } else {
        run(name, [...before, seen]);
      }
    });
  });
}

function next() {
  if (names.length === 0 && running === 0) {
    process.stdout.write(JSON.stringify(expected));
  }
  for (; running < AT_ONCE && names.length > 0; running++) {
    run(names.shift(), []);
  }
}

next();
