import { ExpressResponse } from '../express/response';
import { warnOfAbsent } from '../exchange/absent';
import { sendFile } from './files';

type Fields = Record<string, unknown>;
type Done = (error?: unknown) => void;

/** `res`, as Express 2.5 has it; what later releases added is there as well. */
export class Response extends ExpressResponse {
  /** Read by nobody: texts are UTF-8. */
  charset: string | undefined;

  /** As Express 4; and `send(body, headers, status)`, as release 2.5 has it. */
  override send(...args: unknown[]): this {
    return super.send(...this.#without(args));
  }

  override json(...args: unknown[]): this {
    return super.json(...this.#without(args));
  }

  /** Takes headers, and a status behind them, out of what a body was sent with. */
  #without(args: unknown[]): unknown[] {
    const [body, headers, status] = args;
    if (args.length < 3 && (typeof headers !== 'object' || headers === null || typeof body === 'number')) {
      return args;
    }
    if (typeof headers === 'object' && headers !== null) {
      this.set(headers as Fields);
    }
    const code = typeof headers === 'number' ? headers : status;
    if (code !== undefined) {
      this.status(code as number);
    }
    return [body];
  }

  /** With a name alone it reads what was set. */
  override header(...args: [field: string | Fields, value?: unknown]): this {
    const [field, value] = args;
    return args.length > 1 ? this.set(field, value) : typeof field === 'string' ? (this.get(field) as unknown as this) : this.set(field);
  }

  local(name: string, value?: unknown): unknown {
    if (arguments.length > 1) {
      this.locals[name] = value;
    }
    return this.locals[name];
  }

  /** Sends a file of the add-on; `done` hears of one that is not there. */
  override sendfile(path: string, options?: object | Done, done?: Done): void {
    const callback = typeof options === 'function' ? (options as Done) : done;
    const settings = typeof options === 'object' ? (options as { maxAge?: number }) : {};
    if (!sendFile(this, String(path), settings)) {
      const error = Object.assign(new Error(`There is no file ${String(path)} in the add-on`), { status: 404 });
      if (callback === undefined) {
        warnOfAbsent('response.sendfile', String(path).replace(/^~?\//, ''));
        this.status(404).type('txt').send('Not Found');
      } else {
        callback(error);
      }
    } else {
      callback?.();
    }
  }

  /** As Express 4; `~/` is the add-on's root here too. */
  override sendFile(path: string, options?: object | Done, done?: Done): void {
    super.sendFile(fromHome(path), options, done);
  }

  override download(path: string, filename?: string | object | Done | null, options?: object | Done | null, done?: Done): void {
    super.download(fromHome(path), filename, options, done);
  }
}

function fromHome(path: string): string {
  return typeof path === 'string' && path.startsWith('~/') ? path.slice(1) : path;
}

// What the library calls on it itself stays what it is.
Object.freeze(Response);
