import { produce, produceWithPatches, applyPatches, enablePatches, enableMapSet, current, isDraft, freeze } from 'immer';
export default () => {
  enablePatches(); enableMapSet();
  const base = { list: [1, 2], map: new Map([['a', 1]]) };
  const next = produce(base, (draft) => { draft.list.push(3); draft.map.set('b', 2); });
  const [changed, patches, inverse] = produceWithPatches({ a: 1 }, (draft) => { draft.a = 2; draft.b = 3; });
  let copy;
  produce(base, (draft) => { draft.list.push(9); copy = [isDraft(draft), [...current(draft).list]]; });
  return [next.list, [...next.map], base.list, Object.isFrozen(next), patches, applyPatches(changed, inverse), copy, Object.isFrozen(freeze({}))];
};
