import type { RequestMessage } from '../boundary/request';
import { messageOf } from '../express/incoming';
import { ExpressRequest } from '../express/request';
import { allowReplacement, queryOf } from '../http/incoming';

/** `req` of a service: its `url` begins behind the service's name. */
export class ServiceRequest extends ExpressRequest {
  #params: { service: string } | undefined;

  /** What follows the service in the target: `/`, or `/more/path?x=1`. */
  protected override target(): string {
    const query = queryOf(messageOf(this));
    return (rest(messageOf(this)) || '/') + (query === undefined ? '' : `?${query}`);
  }

  get baseUrl(): string {
    const { target } = messageOf(this);
    const question = target.indexOf('?');
    return target.slice(0, (question < 0 ? target.length : question) - rest(messageOf(this)).length);
  }

  get params(): { service: string } {
    return (this.#params ??= { service: serviceOf(this) });
  }
}

/** The path behind `/<service>`, still encoded. */
function rest(message: RequestMessage): string {
  return message.path.slice(1 + message.routeValues.length);
}

/** The service's name as it was called, decoded. */
export function serviceOf(request: ExpressRequest): string {
  return decodeURIComponent(messageOf(request).routeValues);
}

allowReplacement(ServiceRequest.prototype);

// What the library calls on it itself stays what it is.
Object.freeze(ServiceRequest);
