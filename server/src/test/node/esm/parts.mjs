import common from './common.cjs'
export const a = 'a', b = [a, 'b'].join(), { c, d: [e] } = { c: 1, d: [2] }
export let k = 1, unset
export const next = () => { k++ }
// A function with nothing of what functions have.
export const made = common.bare((n) => n * 2)
export { default as process } from 'node:process'
export { default as all } from './all.cjs'
export { Object } from './object.mjs'
