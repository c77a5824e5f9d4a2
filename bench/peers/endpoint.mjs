// What a peer has to serve. Every peer is started with a port and the name of a scenario.
import { createRequire } from 'node:module';
import { user } from './user.mjs';

const require = createRequire(import.meta.url);
const [, , givenPort, scenario] = process.argv;

export const host = '127.0.0.1';
export const port = Number(givenPort);

/** The endpoint's path is `prefix` and then an id; `answer(id)` is the object to send as JSON. */
export const { prefix, answer } =
  scenario === 'compute'
    ? { prefix: '/report/', answer: require('../addons/compute/module/report.js')(require('lodash')) }
    : { prefix: '/user/', answer: user };
