import { isThenable, whenSettled } from '../runtime/thenables';
import type { Request } from './request';
import type { Response } from './response';
import type { Route } from './routes';

/** What a parameter was when somebody heard of it, and what came of it. */
interface Heard {
  readonly value: unknown;
  /** As it was left, for the next route that has it. */
  left: unknown;
  error: unknown;
}

/** Tells those of the parameters of a route that want to hear of them: of each value once on a request's way through a router. */
export class HeardParameters {
  readonly #heard = new Map<string, Heard>();

  constructor(
    private readonly request: Request,
    private readonly response: Response,
  ) {}

  /** Calls `then` when all have been told, with what one of them has passed on instead. */
  hear(route: Route, then: (passed?: unknown) => void): void {
    let values: Record<string, unknown>;
    try {
      values = this.request.params;
    } catch (error) {
      then(error);
      return;
    }
    const { parameters } = route.owner;
    const names = route.names.map(String).filter((name) => values[name] !== undefined && parameters.has(name));
    const next = (index: number, passed?: unknown): void => {
      const name = names[index];
      if (passed || name === undefined) {
        then(passed || undefined);
        return;
      }
      const had = this.#heard.get(name);
      if (had !== undefined && (had.value === values[name] || (had.error && had.error !== 'route'))) {
        values[name] = had.left;
        next(index + 1, had.error);
        return;
      }
      const heard: Heard = { value: values[name], left: values[name], error: undefined };
      this.#heard.set(name, heard);
      this.#tell(name, heard, parameters.get(name) ?? [], values, () => {
        next(index + 1, heard.error);
      });
    };
    next(0);
  }

  #tell(name: string, heard: Heard, all: readonly ((...given: never[]) => unknown)[], values: Record<string, unknown>, done: () => void): void {
    const { request, response } = this;
    const step = (index: number, error?: unknown): void => {
      heard.left = values[name];
      heard.error = error || undefined;
      const callback = all[index] as ((...given: unknown[]) => unknown) | undefined;
      if (error || callback === undefined) {
        done();
        return;
      }
      let called = false;
      const once = (passed?: unknown): void => {
        if (!called) {
          called = true;
          step(index + 1, passed);
        }
      };
      const failed = (thrown: unknown): void => {
        once(thrown || new Error(`${String(thrown)} was thrown`));
      };
      try {
        const result = callback(request, response, once, heard.value, name);
        if (isThenable(result)) {
          whenSettled(result, ignore, failed);
        }
      } catch (thrown) {
        failed(thrown);
      }
    };
    step(0);
  }
}

function ignore(): void {
  // It passes the request on by calling what it was given.
}
