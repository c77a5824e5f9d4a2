/** Node's `http`, as far as it is about what handlers get. Requests of its own and servers are not there yet. */
import statuses from 'statuses';
import { IncomingMessage } from '../../express/incoming';
import { ServerResponse } from '../../express/outgoing';

const METHODS = (
  'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK ' +
  'UNLOCK UNSUBSCRIBE'
).split(' ');

const refuse = (what: string) => (): never => {
  throw new Error(`http.${what}: not available to an add-on (expected: fetch for requests; a server is the host itself)`);
};

class Agent {
  constructor(readonly options: object = {}) {}

  destroy(): void {
    // It has no connections.
  }
}

const http = {
  METHODS,
  STATUS_CODES: { ...statuses.message },
  IncomingMessage,
  ServerResponse,
  OutgoingMessage: ServerResponse,
  Agent,
  globalAgent: new Agent(),
  maxHeaderSize: 16384,
  createServer: refuse('createServer'),
  request: refuse('request'),
  get: refuse('get'),
};

export default http;
