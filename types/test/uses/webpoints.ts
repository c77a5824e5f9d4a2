import { Application, parameters, features, StaticFilesEndpoint, get } from 'webpoints';
import express from 'express';
import type { Callback } from '@annex/types/webpoints';

const app = new Application({ greeting: 'Hello' });
app.operations['/greet'] = {
  params: { name: new parameters.StringParam('World') },
  serialize: true,
  handler(name: string, callback: Callback<string>) {
    callback(`${this.greeting}, ${name}, ${this.request.ip}`);
    callback(7); // wrong: Argument of type 'number' is not assignable to parameter of type 'string'.
    this.nothing; // wrong: Property 'nothing' does not exist on type
  },
};
app.operations['/files'] = new StaticFilesEndpoint('./files', { maxAge: 1000 });
app.operations['/raw'] = get((request, response) => response.status(200).send(request.method));
app.operations['/none'] = 7; // wrong: Type 'number' is not assignable to type
app.operations['greet'] = '~/files'; // wrong: Element implicitly has an 'any' type because expression of type '"greet"' can't be used
app.features = [features.syncHandler, new features.TaskScheduler({ capacity: 5 })];
app.run(0, (server) => server.use('/x', express.json({ limit: '1kb' }), (request, response, next) => next()));
app.operations = {}; // wrong: Cannot assign to 'operations' because it is a read-only property.
