// What tests of add-ons are written with: node:test's functions, and annex/test.
export { provided, suite } from '../testkit/suite';
