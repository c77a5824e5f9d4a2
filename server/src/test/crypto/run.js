// Runs cases by their numbers, on Node and in an add-on alike.
const { dice, kind, show, unhex } = require('./tools.js');

const TOPICS = {
  subtle: () => require('./subtle-cases.js').KINDS,
  node: () => require('./node-cases.js').KINDS,
};

/** What the cases of a topic come to: lines of `name result`. */
async function answers(topic, from, to) {
  const kinds = TOPICS[topic]();
  const names = Object.keys(kinds);
  const all = [];
  for (let i = from; i < to; i++) {
    const d = dice(i);
    const name = d.one(names);
    all.push(await Promise.resolve().then(() => kinds[name](d)).then((value) => `${name} ${show(value)}`, (error) => `${name} ${kind(error, topic === 'node')}`));
  }
  return all;
}

const cross = () => {
  const { KINDS } = require('./cross-cases.js');
  const names = Object.keys(KINDS);
  return (i) => {
    const d = dice(i + 1_000_000);
    const name = d.one(names);
    return { name, ...KINDS[name](d) };
  };
};

async function made(from, to) {
  const at = cross();
  const all = [];
  for (let i = from; i < to; i++) all.push(await at(i).make());
  return all;
}

/** What is to be said of what another has made. */
async function checked(from, given) {
  const at = cross();
  const all = [];
  for (let i = 0; i < given.length; i++) {
    const { name, check } = at(from + i);
    all.push(await Promise.resolve().then(() => check(unhex(given[i].made), given[i])).then((said) => `${name} ${said.join(' / ')}`, (error) => `${name} ${kind(error, false)}`));
  }
  return all;
}

module.exports = { answers, checked, made };
