import { WidgetBackendError } from '../client';
import type { Toolbox } from './toolbox';
import type { Params, Widget } from './widgets';

/** What `fetchData` and `[params]` get: the pages and the order that the configuration asks for, and what `fetchParams` adds. */
export function paramsOf(widget: Widget, toolbox: Toolbox): Params {
  const { pageSize, sortColumn, sortAscending } = widget.configuration;
  const params: Record<string, unknown> = {};
  if (typeof sortColumn === 'string' && sortColumn !== '') {
    params['_sort'] = (sortAscending === true ? '' : '-') + sortColumn;
  }
  if (typeof pageSize === 'number') {
    params['_size'] = pageSize;
    params['_offset'] = 0;
  }
  for (const [name, value] of Object.entries(widget.definition.fetchParams?.(widget, toolbox) ?? {})) {
    if (value !== undefined && value !== null && value !== '') {
      params[name] = value;
    }
  }
  return params;
}

/** The data of a widget, by its `fetchData` or its `fetchUrl`; null for one that has neither. */
export async function dataOf(widget: Widget, toolbox: Toolbox): Promise<unknown> {
  const { definition } = widget;
  const params = paramsOf(widget, toolbox);
  if (definition.fetchData !== undefined) {
    return await definition.fetchData(widget, toolbox, params);
  }
  const { fetchUrl } = definition;
  if (fetchUrl === undefined) {
    return null;
  }
  if (typeof fetchUrl === 'string') {
    return await fetched(addressOf(fetchUrl, params));
  }
  const parts = Object.entries(fetchUrl).map(async ([name, url]) => [name, await fetched(addressOf(url, params))] as const);
  return Object.fromEntries(await Promise.all(parts));
}

const GRID = ['_sort', '_size', '_offset', '_search'];

/** A `fetchUrl` with its tokens replaced: `[backend]`, `[params]`, `[params:a,gridParams]`. */
export function addressOf(url: string, params: Params): string {
  if (url.includes('[manager]')) {
    throw new Error(`fetchUrl: ${url} (expected: an address of this site; the manager is called from the widget's backend, with helper.Manager)`);
  }
  const filled = url.replace('[backend]', '/console').replace(/\[params(?::([^\]]*))?\]/g, (_, wanted: string | undefined) => {
    const names = wanted?.split(',').flatMap((name) => (name === 'gridParams' ? GRID : [name.trim()]));
    const chosen = Object.entries(params).filter(([name]) => names === undefined || names.includes(name));
    return chosen.map(([name, value]) => `&${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join('');
  });
  return filled.includes('?') ? filled : filled.replace('&', '?');
}

async function fetched(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new WidgetBackendError(`fetchUrl: ${address}: status ${response.status}`, response.status);
  }
  const text = await response.text();
  return response.headers.get('content-type')?.includes('json') === true ? (JSON.parse(text) as unknown) : text;
}
