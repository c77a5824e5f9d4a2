/** Errors as Node's own modules throw them. */
export * from '../runtime/errors';
