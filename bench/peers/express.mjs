import express from 'express';
import { answer, host, port, prefix } from './endpoint.mjs';

const app = express();

app.use((req, res, next) => {
  res.set('X-Bench', '1');
  next();
});

app.get(`${prefix}:id`, (req, res) => {
  res.json(answer(req.params.id));
});

app.listen(port, host);
