// Runs the cases that it is given in an add-on, and prints what they make of it.
import { text } from 'node:stream/consumers';
import { boot, split } from '../harness.mjs';

const INDEX = `
const router = require('router');
router.get('/', async (req, res) => res.send(JSON.stringify(await require('./cases.cjs').run())));
`;

/** Runs an add-on's only handler until it has answered; time passes as in a machine that is quick. */
async function answerOf(addon, request = {}) {
  const { exchange, entries, host } = addon;
  let [answer] = [exchange(request)];
  for (let turns = 0; answer === null && turns < 100_000; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (host.ticks) {
      host.ticks = false;
      entries.ticks();
    } else if (host.timer > 0) {
      host.clock = Math.max(host.clock, host.timer);
      host.timer = entries.timer(host.clock);
    }
    [answer = null] = split(entries.collect());
  }
  return answer;
}

const addon = boot({ '/index.js': INDEX, '/cases.cjs': await text(process.stdin) });
const { error } = addon.load();
const answer = error === undefined ? await answerOf(addon) : undefined;
process.stdout.write(answer?.status === 200 ? answer.body : JSON.stringify({ error, logs: addon.host.logs }));
