// What code sees of its context. Each case runs in Node and in an add-on, and has to give the same.
'use strict';
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');

const sleep = (ms, value) => new Promise((resolve) => setTimeout(() => resolve(value), ms));
const turn = () => new Promise((resolve) => setImmediate(resolve));
const thrown = (f) => { try { return f(); } catch (error) { return `${error.name} ${error.message}`; } };
const fails = async (error = 'no') => { await 0; throw new Error(error); };
const stringEval = eval;

/** Each gets a storage, what reads it, and a list for notes. */
const cases = {
  'nothing at first': (als, get) => get(),
  'run and after': (als, get, notes) => { notes.push(als.run(1, get)); notes.push(get()); },
  'run gives arguments and result': (als) => als.run(1, (a, b) => a + b, 2, 3),
  'run with what throws': (als, get) => [thrown(() => als.run(1, () => { throw new TypeError('x'); })), get()],
  'run in run': (als, get) => als.run(1, () => [als.run(2, get), get()]),
  'run with the same': (als, get) => als.run(1, () => [als.run(1, () => { als.enterWith(5); return get(); }), get()]),
  'run restores its own only': (als, get) => { const other = new AsyncLocalStorage(); return [als.run(1, () => { other.enterWith(2); return other.getStore(); }), other.getStore(), get()]; },
  'exit': (als, get) => als.run(1, () => [als.exit(get), get()]),
  'exit gives arguments': (als) => als.run(1, () => als.exit((a) => a, 4)),
  'enterWith': (als, get) => { als.enterWith(7); return get(); },
  'enterWith lasts over an await': async (als, get) => { als.enterWith(7); await 0; return get(); },
  'disable': (als, get) => als.run(1, () => { als.disable(); return get(); }),
  'default value': () => { const als = new AsyncLocalStorage({ defaultValue: 9 }); return [als.getStore(), als.run(undefined, () => als.getStore()), als.run(1, () => als.getStore()), als.getStore()]; },
  'name': () => [new AsyncLocalStorage({ name: 'n' }).name, new AsyncLocalStorage().name],
  'await keeps': (als, get) => als.run(1, async () => { await 0; return get(); }),
  'await of a promise that is settled elsewhere': async (als, get) => { let settle; const p = new Promise((r) => (settle = r)); const a = als.run(1, async () => { await p; return get(); }); als.run(2, () => settle()); return [await a, get()]; },
  'await of a rejection, caught': (als, get) => als.run(1, async () => { try { await fails(); } catch (e) { return [e.message, get()]; } }),
  'await of a rejection, finally': (als, get, notes) => als.run(1, async () => { try { await fails(); } finally { notes.push(get()); } }).catch((e) => notes.push(e.message, get())),
  'await of a rejection settled elsewhere': async (als, get) => { let no; const p = new Promise((_, r) => (no = r)); const a = als.run(1, async () => { try { await p; } catch { return get(); } }); als.run(2, () => no(1)); return a; },
  'catch without an await that throws': (als, get) => als.run(1, async () => { await 0; try { als.enterWith(2); throw 1; } catch { return get(); } }),
  'catch after an await that did not throw': (als, get) => als.run(1, async () => { try { await 0; als.enterWith(3); null.x; } catch { return get(); } }),
  'finally after return': (als, get, notes) => als.run(1, async () => { try { return await sleep(1, get()); } finally { notes.push(get()); } }),
  'nested tries': (als, get, notes) => als.run(1, async () => { try { try { await fails('a'); } finally { notes.push(get()); await fails('b').catch(() => notes.push(get())); } } catch (e) { notes.push(e.message, get()); } await 0; return get(); }),
  'pattern in catch': (als, get) => als.run(1, async () => { try { await fails('m'); } catch ({ message, seen = get() }) { return [message, seen, get()]; } }),
  'enterWith in what is awaited': (als, get) => als.run(1, async () => { const mw = () => { als.enterWith(2); }; await mw(); return get(); }),
  'enterWith in an async function that is awaited': (als, get) => als.run(1, async () => { const mw = async () => { als.enterWith(2); await 0; als.enterWith(3); }; await mw(); return get(); }),
  'enterWith after an await stays inside': (als, get) => als.run(1, async () => { const mw = async () => { await 0; als.enterWith(3); }; await mw(); return get(); }),
  'enterWith in an operand of an await': (als, get) => als.run(1, async () => [await 0, await (als.enterWith(2), get()), get()]),
  'await in an argument': (als, get) => als.run(1, async () => [await sleep(1), await (async (x) => [x, get()])(await sleep(1, 'v'))]),
  'await await': (als, get) => als.run(1, async () => { const v = await await sleep(1, sleep(1, 'x')); return [v, get()]; }),
  'concurrent': async (als, get) => Promise.all([3, 1, 2].map((n) => als.run(n, async () => { await sleep(n * 2); return get(); }))),
  'caller after an async function that suspends': (als, get) => { als.enterWith(0); als.run(1, async () => { await 0; }); return get(); },
  'a store leaks to the caller as in Node': (als, get) => { als.enterWith(0); (async () => { als.enterWith(1); await 0; })(); return get(); },
  'then': (als, get) => als.run(1, () => Promise.resolve().then(get)),
  'then on what others settle': (als, get) => { let settle; const p = new Promise((r) => (settle = r)); const a = als.run(1, () => p.then(get)); als.run(2, () => settle()); return a; },
  'catch': (als, get) => als.run(1, () => fails().catch(get)),
  'finally': (als, get, notes) => als.run(1, () => Promise.resolve(1).finally(() => { notes.push(get()); })),
  'chain': (als, get) => als.run(1, () => Promise.resolve().then(() => als.enterWith(2)).then(get)),
  'all, race, any, allSettled': async (als, get) => als.run(1, async () => { const out = []; await Promise.all([sleep(1), sleep(2)]); out.push(get()); await Promise.race([sleep(1), sleep(2)]); out.push(get()); await Promise.any([sleep(1), fails()]); out.push(get()); await Promise.allSettled([fails()]); out.push(get()); return out; }),
  'a thenable is asked under the context of who awaits': (als, get) => als.run(1, async () => { const seen = []; await { then(r) { seen.push(get()); r(); } }; return [seen, get()]; }),
  'a thenable that answers elsewhere': (als, get) => als.run(1, async () => { const v = await { then(r) { als.run(2, () => setTimeout(() => r(get()), 1)); } }; return [v, get()]; }),
  'a thenable that throws': (als, get) => als.run(1, async () => { try { await { then() { throw new Error('t'); } }; } catch (e) { return [e.message, get()]; } }),
  'a subclass of Promise': (als, get) => als.run(1, async () => { class P extends Promise {} const v = await new P((r) => setTimeout(r, 1, 'p')); return [v, get()]; }),
  'ticks of an await': async () => { const order = []; const other = (async () => { for (let i = 0; i < 8; i++) { order.push(i); await null; } })(); (async () => { await null; order.push('plain'); await Promise.resolve(); order.push('promise'); await { then: (r) => r() }; order.push('thenable'); })(); await other; return order; },
  'queueMicrotask': (als, get) => als.run(1, () => new Promise((r) => queueMicrotask(() => r(get())))),
  'nextTick': (als, get) => als.run(1, () => new Promise((r) => process.nextTick(() => r(get())))),
  'setTimeout': (als, get) => als.run(1, () => new Promise((r) => setTimeout(() => r(get()), 1))),
  'setInterval': (als, get) => als.run(1, () => new Promise((r) => { let n = 0; const i = setInterval(() => { als.enterWith(get() + 1); if (++n === 3) { clearInterval(i); r(get()); } }, 1); })),
  'setImmediate': (als, get) => als.run(1, () => new Promise((r) => setImmediate(() => r(get())))),
  'a timer does not leak': async (als, get) => { als.run(1, () => setTimeout(() => als.enterWith(2), 1)); await sleep(3); return get(); },
  'an event runs under who emits': (als, get) => { const { EventEmitter } = require('node:events'); const e = new EventEmitter(); const seen = []; als.run(1, () => e.on('x', () => seen.push(get()))); als.run(2, () => e.emit('x')); return seen; },
  'AsyncResource': (als, get) => { const r = als.run(1, () => new AsyncResource('t')); return als.run(2, () => [r.runInAsyncScope(get), r.runInAsyncScope(function (a) { return [this.t, a]; }, { t: 3 }, 4), get()]); },
  'AsyncResource.bind': (als, get) => { const f = als.run(1, () => AsyncResource.bind(get)); return [als.run(2, f), f.length]; },
  'AsyncResource.prototype.bind': (als) => als.run(1, () => { const r = new AsyncResource('t'); return [r.bind(function (x) { return [this.q, x]; }).call({ q: 1 }, 2), r.bind(function () { return this.w; }, { w: 3 })()]; }),
  'AsyncLocalStorage.bind': (als, get) => { const f = als.run(1, () => AsyncLocalStorage.bind(get)); return als.run(2, f); },
  'AsyncLocalStorage.snapshot': (als, get) => { const s = als.run(1, () => AsyncLocalStorage.snapshot()); return als.run(2, () => [s(get), s((a, b) => a + b, 1, 2)]); },
  'a resource that throws': (als, get) => als.run(2, () => { const r = als.run(1, () => new AsyncResource('t')); return [thrown(() => r.runInAsyncScope(() => { throw new Error('r'); })), get()]; }),
  'wrong arguments': () => [thrown(() => AsyncLocalStorage.bind()), thrown(() => new AsyncResource())],
  'generator runs under who calls next': (als, get) => { function* g() { yield get(); yield get(); } const i = als.run(1, g); return [als.run(2, () => i.next().value), als.run(3, () => i.next().value)]; },
  'async generator under who calls next': async (als, get) => { async function* g() { yield get(); yield get(); } const i = als.run(1, g); return [(await als.run(2, () => i.next())).value, (await als.run(3, () => i.next())).value]; },
  'async generator after an await': async (als, get) => { async function* g() { await 0; yield get(); await sleep(1); yield get(); } const i = als.run(1, g); return [(await als.run(2, () => i.next())).value, (await als.run(3, () => i.next())).value]; },
  'async generator, queued': async (als, get) => { async function* g() { for (let i = 0; i < 4; i++) yield get(); } const i = als.run(0, g); return (await Promise.all([1, 2, 3, 4].map((n) => als.run(n, () => i.next())))).map(({ value }) => value); },
  'async generator, queued behind an await': async (als, get) => { async function* g() { for (let i = 0; i < 3; i++) { await sleep(1); yield get(); als.enterWith(`own ${i}`); } } const i = g(); return (await Promise.all([1, 2, 3].map((n) => als.run(n, () => i.next())))).map(({ value }) => value); },
  'async generator, throw': async (als, get) => { async function* g() { try { yield 1; } catch (e) { yield [e, get()]; } } const i = als.run(1, g); await als.run(2, () => i.next()); return (await als.run(3, () => i.throw('e'))).value; },
  'async generator, return': async (als, get, notes) => { async function* g() { try { yield 1; } finally { notes.push(get()); } } const i = als.run(1, g); await als.run(2, () => i.next()); const { value } = await als.run(3, () => i.return('r')); notes.push(value); },
  'async generator, yield of a rejection': async (als, get) => { async function* g() { try { yield fails('y'); } catch (e) { yield [e.message, get()]; } } const i = g(); return (await als.run(2, () => i.next())).value; },
  'async generator, return of a promise': async (als, get, notes) => { async function* g() { try { return sleep(1, 'v'); } finally { notes.push(get()); } } const { value } = await als.run(2, () => g().next()); notes.push(value); },
  'async generator, return of a rejection': async (als, get, notes) => { async function* g() { try { return fails('v'); } catch (e) { notes.push(e.message, get()); } } await als.run(2, () => g().next()); },
  'async generator, delegating': async (als, get) => { async function* inner() { yield get(); await 0; yield get(); return get(); } async function* g() { const v = yield* inner(); yield [v, get()]; } const i = g(); const out = []; for (const n of [1, 2, 3]) out.push((await als.run(n, () => i.next())).value); return out; },
  'async generator, delegating to an array': async (als, get) => { async function* g() { yield* [1, 2]; yield get(); } const i = g(); const out = []; for (const n of [1, 2, 3]) out.push((await als.run(n, () => i.next())).value); return out; },
  'async generator method and value of yield': async (als, get) => { class C { async *m() { const got = yield get(); yield [got, get()]; } } const i = new C().m(); await als.run(1, () => i.next()); return (await als.run(2, () => i.next('got'))).value; },
  'for await': async (als, get, notes) => { async function* g() { yield 1; await sleep(1); yield 2; } await als.run(1, async () => { for await (const x of g()) notes.push(x, get()); notes.push(get()); }); },
  'for await over what keeps its own': async (als, get, notes) => { const it = { [Symbol.asyncIterator]() { let n = 0; return { next: () => als.run('it', () => sleep(1, { done: n === 2, value: n++ })) }; } }; await als.run(1, async () => { for await (const x of it) notes.push(x, get()); notes.push(get()); }); },
  'for await over promises': (als, get, notes) => als.run(1, async () => { for await (const x of [sleep(2, 'a'), 'b']) notes.push(x, get()); notes.push(get()); }),
  'for await, enterWith in the body': (als, get, notes) => als.run(1, async () => { for await (const x of [1, 2, 3]) { notes.push(get()); als.enterWith(`body ${x}`); } notes.push(get()); }),
  'for await, break': (als, get, notes) => als.run(1, async () => { async function* g() { try { yield 1; yield 2; } finally { await 0; notes.push('closed', get()); } } for await (const x of g()) { als.enterWith(`broke ${x}`); break; } notes.push(get()); }),
  'for await, continue of an outer loop': (als, get, notes) => als.run(1, async () => { outer: for (const a of [1, 2]) { for await (const b of ['x', 'y']) { notes.push(a, b, get()); if (b === 'x') continue outer; } } notes.push(get()); }),
  'for await, labels': (als, get, notes) => als.run(1, async () => { a: b: for await (const x of [1, 2]) { notes.push(x, get()); continue a; } notes.push(get()); }),
  'for await, return': (als, get, notes) => als.run(1, async () => { try { for await (const x of [1, 2]) { await 0; return x; } } finally { notes.push(get()); } }),
  'for await, body throws': (als, get, notes) => als.run(1, async () => { try { for await (const x of [1, 2]) await fails(`b${x}`); } catch (e) { notes.push(e.message, get()); } await 0; notes.push(get()); }),
  'for await, next throws': (als, get, notes) => als.run(1, async () => { const it = { [Symbol.asyncIterator]: () => ({ next: () => fails('n') }) }; try { for await (const x of it) notes.push(x); } catch (e) { notes.push(e.message, get()); } notes.push(get()); }),
  'for await, nested': (als, get, notes) => als.run(1, async () => { for await (const a of [1, 2]) for await (const b of [a, sleep(1, 'n')]) { await 0; notes.push(b, get()); } notes.push(get()); }),
  'for await, no iterable': (als, get) => als.run(1, async () => { try { for await (const x of 5) void x; } catch (e) { return [e instanceof TypeError, get()]; } }),
  'for await without braces as the branch of an if': (als, get, notes) => als.run(1, async () => { if (get() === 1) for await (const x of [1]) notes.push(x, get()); else notes.push('no'); }),
  'for await in a generator': async (als, get, notes) => { async function* g() { for await (const x of [sleep(1, 1), 2]) yield [x, get()]; } als.enterWith('loop'); for await (const x of g()) notes.push(x, get()); },
  'for await without blanks': (als, get, notes) => als.run(1, async () => { let y; const s = 'i'; for await(const e of[1,2])notes.push(e);for await(y of(['p']))notes.push(y);for await(const x of"q")notes.push(x);for await(const x of`t${s}`)notes.push(x);for await(const x of{async*[Symbol.asyncIterator](){yield 1}})notes.push(x);for await(const{a:t}of[{a:5}])notes.push(t);for await(const[t]of[[6]])notes.push(t);for await(const t of!1||[7])notes.push(t);for await(const t of/r/.source)notes.push(t);for await(y of[async()=>8])notes.push(await y());return get()}),
  'a method, a getter and a private name': (als, get) => als.run(1, async () => { class C { #x = 1; async m() { await 0; return [this.#x, get()]; } static async s() { await 0; return get(); } get g() { return (async () => { await 0; return get(); })(); } } return [await new C().m(), await C.s(), await new C().g]; }),
  'fields, static blocks and computed names': (als, get) => als.run(1, async () => { class C { f = async () => { await 0; return get(); }; static { this.b = (async () => { await 0; return get(); })(); } [await sleep(1, 'name')]() { return get(); } } return [await new C().f(), await C.b, new C().name()]; }),
  'super and this in an async method': (als, get) => als.run(1, async () => { class A { async m() { await 0; return 'a'; } } class B extends A { async m() { return [await super.m(), this instanceof B, get()]; } } return new B().m(); }),
  'arguments and defaults': (als, get) => als.run(1, async () => { async function f(a, b = get(), ...rest) { await 0; return [a, b, rest, arguments.length, get()]; } return [await f(0), f.length, f.name]; }),
  'arrow functions with expressions': (als, get) => als.run(1, async () => { const a = async (x) => ({ x, v: await sleep(1, get()) }), b = async () => await (async () => [await 0, get()])(); return [await a(1), await b(), a.name]; }),
  'lines without semicolons': (als, get, notes) => als.run(1, async () => {
    const f = (x) => { notes.push(x); return f }
    f('a')
    await sleep(1)
    f('b')
    await f
    notes.push(get())
    for await (const x of [1]) notes.push(x)
    if (get()) await sleep(1); else await 0
    do await sleep(1); while (false)
    label: await sleep(1)
    return get()
  }),
  'comments and literals around': (als, get) => als.run(1, async () => { const a = await/* c */sleep(1, /await/.source), b = `${await sleep(1, 'b')} await`, c = [await // x
    sleep(1, 'c')]; return [a, b, c, typeof await 0, !await 0, -await 1, get()]; }),
  'operators': (als, get) => als.run(1, async () => { let x = await 1 + await 2; x += await 3; const o = { a: await 4, ...await { b: 5 }, [await 'c']: 6 }; const q = (await null)?.z ?? await 'n'; return [x, o, q, await 1 ? await 'y' : await 'n', (await { f: async () => get() }).f && await (await { f: async () => get() }).f(), new (await Array)(3).length, 2 ** await sleep(1, 2)]; }),
  'switch, while and throw': (als, get) => als.run(1, async () => { let n = 0; while (await sleep(1, n < 3)) n++; switch (await n) { case await 3: n = 'three'; break; default: n = 'other'; } try { throw await sleep(1, new Error('t')); } catch (e) { return [n, e.message, get()]; } }),
  'strict and sloppy': (als, get) => als.run(1, async () => { const strict = async function () { 'use strict'; await 0; return [this === undefined, get()]; }; const sloppy = new Function('get', 'return async function () { var await_ = 1; function await2() { return 2; } await 0; return [typeof this, await_, await2(), get()]; }'); return [await strict(), await sloppy(get)()]; }),
  'functions declared in async ones': (als, get) => als.run(1, async () => { const before = inner(); await 0; function inner() { return get(); } var twice; function twice() { return 2; } await 0; return [before, inner(), typeof twice, get()]; }),
  'recursion': (als, get) => als.run(1, async () => { const f = async (n) => (n === 0 ? get() : (await sleep(0), await f(n - 1))); return f(5); }),
  'direct eval': (als, get) => als.run(1, async () => { const local = 5; const f = eval('async () => { await 0; return [local, get()]; }'); let settle; const p = new Promise((r) => (settle = r)); const g = eval('(async () => { await p; return get(); })()'); als.run(2, () => settle()); return [await f(), await g]; }),
  'completion values of eval': () => [eval('1; async function f() { await 0; } if (true) { 2; }'), eval('var q = async () => { await 0; }; 3'), typeof eval('(async () => { await 0; })'), eval(5)],
  'indirect eval': (als, get) => als.run(1, async () => { globalThis.caseGet = get; const f = (0, eval)('async () => { await 0; return caseGet(); }'); stringEval('var caseVar = async () => { await 0; return caseGet(); }'); als.enterWith(2); return [await f(), await globalThis.caseVar(), get()]; }),
  'Function and its brothers': (als, get) => als.run(1, async () => { const A = (async () => {}).constructor, G = (async function* () {}).constructor; const f = new A('get', 'await 0; return get()'), g = G('get', 'await 0; yield get()'), h = Function('get', 'return (async () => { await 0; return get(); })()'); return [await f(get), (await g(get).next()).value, await h(get), f.name, f.length, f instanceof A, f instanceof Function, h.constructor === Function, A.name]; }),
  'toString': () => { const f = async (x) => { try { await x; } catch { await 0; } }; class C { async *m() { yield await 1; } } async function g() { for await (const x of []) await x; } return [f.toString(), String(C), `${g}`, (async () => await 0).toString(), Object.getOwnPropertyDescriptor({ async m() { await 0; } }, 'm').value.toString()]; },
  'toString of what is made of strings': () => [new Function('a', 'return async () => await a').toString(), new Function('a', 'return async () => await a')().toString(), eval('(async function  x( ) { await  1 })').toString(), eval.toString(), Function.toString(), Function.prototype.toString.toString(), Promise.prototype.then.toString()],
  'names of what is awaited': async () => { const a = await (() => {}), b = await class {}, c = await (async function () {}); return [a.name, b.name, c.name]; },
  'messages do not change': async () => { const out = []; for (const f of [async () => { await undefined.x; }, async () => { (await { a: 1 }).a.b.c; }, async () => { const q = {}; await q.f(); }, async () => { await nothing; }]) { try { await f(); } catch (e) { out.push(e.message); } } return out; },
  'thenables, awaited first and later': (als, get) => als.run(1, async () => { const t = () => ({ then(ok) { ok(get()); } }); const o = [await t()]; for (let i = 0; i < 2; i++) o.push(await t()); async function* g() { yield await t(); yield await t(); yield t(); yield t(); return t(); } const i = g(); for (let n = 0; n < 5; n++) o.push((await i.next()).value); return o; }),
  'thenables that a promise becomes': (als, get) => als.run(1, async () => { class Q { constructor(s) { this.s = s; } then(ok, no) { return sleep(1, this.s + get()).then(ok, no); } } const find = async () => new Q('a'), found = async function () { await 0; if (get()) return new Q('b'); }, put = async (x) => (x, new Q('c')); const o = [await find(), await found(), await put(1), ...(await Promise.all([new Q('d')])), await Promise.resolve(new Q('e')), await sleep(1).then(() => new Q('f')), await Promise.race([new Q('g')]), (await Promise.allSettled([new Q('h')]))[0].value]; for await (const x of [new Q('i'), new Q('j')]) o.push(x); return [o, get()]; }),
  'thenables that fail': (als, get) => als.run(1, async () => { const o = []; const bad = () => ({ get then() { throw new Error('getter'); } }), late = () => ({ then(_, no) { no(new Error('no ' + get())); } }), now = () => ({ then() { throw new Error('throws ' + get()); } }); for (const t of [bad, late, now]) { try { await t(); } catch (e) { o.push(e.message, get()); } try { await (async () => { try { return t(); } catch { return 'caught'; } })(); } catch (e) { o.push(e.message, get()); } try { for await (const x of [t()]) o.push(x); } catch (e) { o.push(e.message, get()); } await Promise.all([t()]).catch((e) => o.push(e.message, get())); await sleep(1).then(t).catch((e) => o.push(e.message, get())); } return o; }),
  'ticks of what is returned': async () => { const order = []; const other = (async () => { for (let i = 0; i < 14; i++) { order.push(i); await null; } })(); const t = () => ({ then: (r) => r() }); (async () => { await (async () => 5)(); order.push('value'); await (async () => Promise.resolve())(); order.push('promise'); await (async () => t())(); order.push('thenable'); })(); Promise.resolve().then(t).then(() => order.push('then')); Promise.resolve(t()).then(() => order.push('resolve')); await other; return order; },
  'Promise.resolve and try': () => { const p = Promise.resolve(1); class P extends Promise {} return [Promise.resolve(p) === p, P.resolve(p) === p, P.resolve(1) instanceof P, Promise.resolve.name, Promise.resolve.length, thrown(() => Promise.resolve.call(5)), String(Promise.resolve), Object.keys(Promise), 'prototype' in Promise.resolve]; },
  'for await over a generator that yields a rejection': (als, get, notes) => als.run(1, async () => { function* g() { try { yield Promise.reject(new Error('r')); } finally { notes.push('closed'); } } try { for await (const x of g()) notes.push(x); } catch (e) { notes.push(e.message, get()); } await sleep(1); notes.push(get()); try { for await (const x of new Set([fails('s')])) notes.push(x, get()); } catch (e) { notes.push(e.message, get()); } async function* d() { try { yield* g(); } catch (e) { yield e.message; } } for await (const x of d()) notes.push(x, get()); return get(); }),
  'messages of what cannot be iterated': async () => { const foo = {}, o = { a: {}, f() { return {}; } }, u = undefined, arr = [{}], out = []; for (const f of [async () => { for await (const x of foo); }, async () => { for await (const x of {}); }, async () => { for await (const x of ({ a: 1 })); }, async () => { for await (const x of o.a); }, async () => { for await (const x of o.f()); }, async () => { for await (const x of u); }, async () => { for await (const x of null); }, async () => { for await (const x of 5); }, async () => { for await (const x of arr[0]); }, async () => { for await (const x of o['a']); }, async () => { for await (const x of "x".length); }, async () => { for await (const x of new Date()); }, async () => { for await (const x of () => {}); }, async () => { for await (const x of await foo); }, async () => { for await (const x of /x"/); }, async function () { for await (const x of this); }, async () => { for await (const x of { [Symbol.asyncIterator]: 5 }); }, async () => { for await (const x of { [Symbol.iterator]: () => 5 }); }, async () => { for await (const x of { [Symbol.asyncIterator]: () => ({}) }); }, async () => { for await (const x of { [Symbol.iterator]: () => ({ next: 5 }) }); }, async () => { for await (const x of { [Symbol.iterator]: () => ({ next: () => 5 }) }); }, async () => { for await (const x of (async function* () { yield* o.f(); })()); }, async () => { for await (const x of (async function* () { yield* u; })()); }]) { try { await f.call({}); } catch (e) { out.push(e.message); } } return out; },
  'functions in blocks': (als, get) => als.run(1, async () => new Function('get', 'sleep', "return Promise.all([(async function () { function g() { return 1; } if (true) { function g() { return 2; } } await 0; return [g(), get()]; })(), (async function () { function g() { return 1; } { function g() { return 2; } } await sleep(1); return g(); })(), (async function () { 'use strict'; function g() { return 1; } { function g() { return 2; } } await 0; return g(); })(), (async function () { l: function g() { return 1; } switch (1) { case 1: function g() { return 2; } } await 0; return g(); })(), (async function () { function zz() {} eval('var zz = 4'); await 0; return typeof zz; })(), (async function () { function zz() {} eval('function zz() { return 5; }'); await 0; return zz(); })(), (async function (a) { function a() { return 2; } await 0; return typeof arguments[0]; })(1), (async () => { var r = []; function g() { return 1; } r.push(g()); { function g() { return 2; } r.push(g()); } r.push(g()); await 0; return r; })(), (async () => { await 0; { async function k() {} } return typeof k; })(), (async () => { function g() { return 1; } const f = () => { function g() { return 2; } eval('var g = 3'); }; f(); await 0; return g(); })(), (async function () { function g() { return 1; } { function g() { return 2; } } try { await sleep(1); throw new Error(get()); } catch (e) { return e.message; } })(), (async function* () { function g() { return 1; } { function g() { return 2; } } yield g(); await 0; yield get(); })().next()])")(get, sleep)),
  'after functions that stand in no block': (als, get) => new Function('als', 'get', 'sleep', "return (async () => { const f = async (t) => { function g() { return 1; } { function g() { return 2; } } await sleep(1); if (t) await Promise.reject(1); return g(); }; const o = []; o.push(await als.run(1, () => f(false)), get()); try { await als.run(2, () => f(true)); } catch { o.push(get()); } await sleep(1); o.push(get()); return o; })()")(als, get, sleep),
  'eval within `with`': (als, get) => als.run(1, async () => [new Function('local', 'with ({}) { return eval("local"); }')(6), new Function('local', 'with ({ a: 2 }) { return [eval("a + local"), (0, eval)("typeof local")]; }')(6), new Function('f', 'with ({}) { return eval("async () => { await 0; return f; }"); }')(get) instanceof Function, new Function('const local = 7, box = new Proxy({}, { has: (_, k) => k === "eval", get: (_, k) => k === Symbol.unscopables ? undefined : eval }); with (box) { return eval("local"); }')()]),
  'eval as a value': () => { const f = (e = eval) => e; const { e } = { e: eval }, { eval: own } = { eval }; (function () { return eval('1'); })(); return [eval === globalThis.eval, (() => eval)() === globalThis.eval, [eval][0] === eval, (true ? eval : 0) === globalThis.eval, f() === globalThis.eval, e === globalThis.eval, own === globalThis.eval, typeof eval, eval.name, new Function('eval("1"); eval = 5; return eval')(), new Function('eval', 'eval("1"); return eval')((x) => x)(3), new Function('var { eval } = { eval: (x) => x + 1 }; return [eval(1), [1].map((eval) => eval)]')()]; },
  'constructors of functions': () => { const A = (async () => {}).constructor, G = (function* () {}).constructor, B = (async function* () {}).constructor; return [A, G, B].map((C) => [queueMicrotask.name, Object.getPrototypeOf(C) === Function, C.name, C.length, C instanceof Function]).concat([[Object.getPrototypeOf(Function) === Function.prototype, Function instanceof Function]]); },
  'a promise that is settled from a timer': (als, get) => als.run(1, async () => { let settle; const p = new Promise((r) => (settle = r)); setTimeout(() => als.run(2, () => settle(3)), 1); return [await p, get()]; }),
  'Promise.prototype.then with no functions': async (als, get) => als.run(1, async () => [await Promise.resolve(1).then(), await Promise.resolve(2).then(null, null), await Promise.reject(3).then(null, (e) => e), get()]),
  'many at once': async (als, get) => { const all = await Promise.all(Array.from({ length: 200 }, (_, n) => als.run(n, async () => { for (let i = 0; i < 5; i++) { if ((n + i) % 3 === 0) await sleep(1); else await null; if (get() !== n) return false; } return get() === n; }))); return all.every(Boolean); },
  'two storages': (als, get) => { const other = new AsyncLocalStorage(); return als.run(1, () => other.run(2, async () => { await 0; als.enterWith(3); await turn(); return [get(), other.getStore()]; })); },
  'await using': async (als, get, notes) => { let f; try { f = new Function('als', 'get', 'notes', 'sleep', "return als.run(1, async () => { { await using a = { async [Symbol.asyncDispose]() { notes.push('a', get()); await sleep(1); als.enterWith('x'); } }, b = null; await using c = { [Symbol.dispose]() { notes.push('c', get()); } }; notes.push('body', get()); await sleep(1); } notes.push(get()); for (await using d of [{ async [Symbol.asyncDispose]() { notes.push('d', get()); await sleep(1); } }]) { await sleep(1); notes.push('round', get()); } notes.push(get()); })"); } catch { return 'not known to this V8'; } return f(als, get, notes, sleep); },
};

exports.cases = cases;

/** The results of all cases, by name. */
exports.run = async (only) => {
  const results = {};
  for (const [name, run] of Object.entries(cases)) {
    if (only !== undefined && only !== name) continue;
    const als = new AsyncLocalStorage();
    const notes = [];
    try {
      // Each begins without a context, whatever the one before has entered.
      const value = await new AsyncResource('case').runInAsyncScope(() => run(als, () => als.getStore(), notes));
      results[name] = [value, notes];
    } catch (error) {
      results[name] = ['thrown', error.stack, notes];
    }
  }
  return results;
};
