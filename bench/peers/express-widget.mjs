// The handlers of addons/widget on Express. `helper.Request` is fetch, which on Node is undici's.
import { createRequire } from 'node:module';
import express from 'express';
import { host, port } from './endpoint.mjs';

const backend = createRequire(import.meta.url)('../addons/widget/backend.js');
const app = express();
const helper = {
  Request: {
    async doGet(url) {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    },
  },
};

backend({
  register: (name, method, handler) =>
    app[method.toLowerCase()](`/console/wb/${name}`, (req, res, next) => handler(req, res, next, helper)),
});
app.listen(port, host);
