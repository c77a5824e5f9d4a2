// What stands in a `data:` URL.
export { default as parse } from 'data-urls';
