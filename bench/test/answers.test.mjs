import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answers } from '../lib/answers.mjs';

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const NOTHING = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
const CHUNKS = 'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1A;x=y\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n';
const EMPTY = 'HTTP/1.1 204 No Content\r\n\r\n';

/** @param {string} text @param {number} size of the pieces */
function read(text, size) {
  /** @type {number[]} */
  const statuses = [];
  const answers = new Answers((status) => statuses.push(status));
  for (let at = 0; at < text.length; at += size) answers.add(Buffer.from(text.slice(at, at + size)));
  return statuses;
}

test('answers are counted, in whatever pieces they come', () => {
  const all = LENGTH + CHUNKS + EMPTY + NOTHING + LENGTH.replace('200 OK', '503 No');
  for (let size = 1; size <= all.length; size++) assert.deepEqual(read(all, size), [200, 201, 204, 200, 503], `pieces of ${size}`);
});

test('an answer counts when its last byte is there', () => {
  for (const answer of [LENGTH, CHUNKS, EMPTY]) assert.deepEqual(read(answer.slice(0, -1), 10), []);
});

test('an answer without an end is refused', () => {
  assert.throws(() => read('HTTP/1.1 200 OK\r\nserver: x\r\n\r\nhello', 100), /without an end: HTTP\/1.1 200 OK/);
  assert.throws(() => read('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n', 100), /not a chunk: xyz/);
});
