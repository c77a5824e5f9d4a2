// Two integers in the query, checked by ajv as its documentation has it.
import Ajv from 'ajv';
import express from 'express';
import { host, port } from './endpoint.mjs';
import { SUM_QUERY } from './sum-query.mjs';

const validate = new Ajv({ coerceTypes: true }).compile(SUM_QUERY);
const app = express();

app.get('/sum', (req, res) => {
  const query = { ...req.query };
  if (!validate(query)) return res.status(400).json(validate.errors);
  res.json({ sum: query.x + query.y });
});

app.listen(port, host);
