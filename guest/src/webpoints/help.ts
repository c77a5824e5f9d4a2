import { stringify } from '../host/primordials';
import { escaped } from './parameters';
import type { Request } from './request';
import type { Response } from './response';

interface Entry {
  readonly url: string;
  readonly method: string;
  readonly parameters: readonly string[];
  readonly description: string;
}

function entries(operations: Record<string, unknown>): Entry[] {
  return Object.keys(operations).map((url) => {
    const { method, params, description } = Object(operations[url]) as { method?: unknown; params?: object; description?: unknown };
    return {
      url,
      method: typeof method === 'string' ? method.toUpperCase() : 'ALL',
      parameters: Object.keys(params ?? {}),
      description: typeof description === 'string' ? description : '',
    };
  });
}

function page(list: readonly Entry[]): string {
  const rows = list.map(
    ({ url, method, parameters, description }) =>
      `<tr><td>${escaped(method)}</td><td>${escaped(url)}</td><td>${escaped(parameters.join(', '))}</td><td>${escaped(description)}</td></tr>`,
  );
  return `<!DOCTYPE html>\n<title>Operations</title>\n<table>\n<tr><th>Method</th><th>URL</th><th>Parameters</th><th>Description</th></tr>\n${rows.join('\n')}\n</table>\n`;
}

/**
 * A handler that lists operations with their descriptions: as a page, or as JSON for who asks for that alone. It stands for a custom handler and
 * for the `handler` of a service operation. With `new` or without.
 */
function DefaultHelpProvider(operations: Record<string, unknown>): unknown {
  const help = (request: Request | ((value: unknown) => void), response?: Response): void => {
    const list = entries(operations);
    if (typeof request === 'function') {
      request(list);
    } else if (!request.accepts('html') && request.accepts('json')) {
      response?.type('json').end(stringify(list));
    } else {
      response?.type('html').end(page(list));
    }
  };
  return Object.assign(help, {
    saveToFile() {
      throw new Error('saveToFile: an add-on has no file system (expected: a request to the URL of the help)');
    },
  });
}

export const helpProviders = { DefaultHelpProvider };
