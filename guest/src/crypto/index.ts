/** What parts of the library import: the build gives them the one instance, which is the part `crypto`. */
export * from './functions';
