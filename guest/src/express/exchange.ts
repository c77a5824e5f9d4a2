import { Exchange } from '../boundary/exchanges';
import { IncomingMessage } from './incoming';
import { ServerResponse } from './outgoing';

/** An exchange whose `req` and `res` are Express's: both are told on their own when the client goes, as Node does. */
export class ExpressExchange extends Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(number: number, request: IncomingMessage, response: ServerResponse) {
    super(number);
    this.#request = request;
    this.#response = response;
    IncomingMessage.belongsTo(request, response, this);
  }

  protected override gone(): void {
    IncomingMessage.gone(this.#request);
    ServerResponse.gone(this.#response);
  }

  protected override close(): void {
    ServerResponse.abandon(this.#response);
  }
}
