import storage from '@sitevision/api/server/storage';
import events from '@sitevision/api/common/events';
import cacheFactory from '@sitevision/api/server/cache';
import { Errand, ErrandError, State, Stored } from './types';

const errands = storage.getCollectionDataStore('errands');
const numbers = storage.getKeyValueDataStore('numbers');
const cache = cacheFactory.getCache();

const next = (): number => {
  let last = 0;
  try {
    last = (numbers.get('errand') as { last: number }).last;
  } catch (error) {
    if ((error as { type?: string }).type !== 'item_not_found') {
      throw error;
    }
  }
  return (numbers.put('errand', { last: last + 1 }) as unknown as { last: number }).last;
};

export const find = (number: string | number): Stored => {
  const result = errands.find(`ds.double.number:${Number(number) || 0}`, 1, 0);
  if (!result.hasNext()) {
    throw new ErrandError(404, `There is no errand ${number}`);
  }
  return result.next() as Stored;
};

export const open = (subject: string | undefined): Errand => {
  if (!subject?.trim()) {
    throw new ErrandError(400, 'subject is missing');
  }
  const added = errands.add({ number: next(), subject: subject.trim(), state: State.Open, notes: [] }) as unknown as Stored;
  errands.instantIndex(added.dsid);
  cache.purge('summary');
  return added;
};

export const note = (number: string, ...texts: string[]): Stored => {
  const { dsid, notes, state } = find(number);
  if (state === State.Closed) {
    throw new ErrandError(409, `Errand ${number} is closed`);
  }
  return errands.set(dsid, { notes: [...notes, ...texts], state: State.Waiting }) as unknown as Stored;
};

export const close = (number: string): Stored => {
  const { dsid } = find(number);
  const closed = errands.set(dsid, { state: State.Closed }) as unknown as Stored;
  cache.purge('summary');
  events.emit('errand:closed', { number: closed.number, subject: closed.subject });
  return closed;
};

export const summary = (): Record<string, number> =>
  cache.get('summary', 300, () =>
    (errands.find('*:*', 1000).toArray() as Stored[]).reduce<Record<string, number>>(
      (all, { state }) => ({ ...all, [state]: (all[state] ?? 0) + 1 }),
      {},
    ),
  ) as Record<string, number>;
