// Written as bundlers and minifiers write: short names, lists, what is passed on.
import { createRequire } from 'node:module'
import { a as r, b as q, k, next, made, process, all, Object as Own } from './parts.mjs'
import * as parts from './parts.mjs'
const require = createRequire(import.meta.url), __filename = 'own', module = 3
await null
function counted(text) { for (var t = 0, r = '', n = 0; n < text.length; n++) { switch (text[n]) { case '<': break; default: continue } r += text.slice(t, n), t = n + 1 } return r + text.slice(t) }
function keys(object) { for (var r in object); return r }
function values(list) { for (var { q } of list); return q }
const first = made(1)
next()
export default () => [
  counted('a<b<c'), keys({ x: 1 }), values([{ q: 2 }]), r, q, k, parts.k, first, [made(2), made?.(3), (made)(4)],
  typeof process.cwd, all(), Own.own, typeof require('./common.cjs'), require('./common.cjs').defined, __filename, module, Object.keys(parts).sort(),
]
