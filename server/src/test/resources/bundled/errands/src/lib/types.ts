export enum State {
  Open = 'open',
  Waiting = 'waiting',
  Closed = 'closed',
}

export interface Errand {
  number: number;
  subject: string;
  state: State;
  notes: string[];
}

export interface Stored extends Errand {
  dsid: string;
  dstimestamp: number;
}

export class ErrandError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    // What ES5 classes that extend Error need.
    Object.setPrototypeOf(this, ErrandError.prototype);
  }
}
