import { b as own } from './parts.mjs'
export const Object = { get own() { return own } }
