import { Exchange } from '../boundary/exchanges';
import { IncomingMessage, messageOf } from './incoming';
import { ServerResponse } from './outgoing';

/** An exchange whose `req` and `res` are Express's: both are told on their own when the client goes, as Node does. */
export class ExpressExchange extends Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  readonly #unanswered: () => string;

  /** @param unanswered what its author is told where there is no answer in time */
  constructor(number: number, request: IncomingMessage, response: ServerResponse, unanswered: () => string) {
    super(number);
    this.#unanswered = unanswered;
    this.#request = request;
    this.#response = response;
    IncomingMessage.belongsTo(request, response, this);
  }

  protected override gone(): void {
    IncomingMessage.gone(this.#request);
    ServerResponse.gone(this.#response);
  }

  protected override takes(error: unknown, own: boolean): boolean {
    return own && ServerResponse.takes(this.#response, error);
  }

  protected override asked(): string {
    const { method, target } = messageOf(this.#request);
    return `${method} ${target}`;
  }

  protected override waitsFor(): string | undefined {
    return this.#response.writableEnded || ServerResponse.isStream(this.#response) ? undefined : this.#unanswered();
  }

  protected override close(): void {
    ServerResponse.abandon(this.#response);
  }
}
