/** The host's services, in every style; each is `require('annex/…')`. */
export type * from './addons';
export type * from './annex';
export type * from './cache';
export type * from './events';
export type * from './files';
export type * from './images';
export type * from './mail';
export type * from './nodes';
export type * from './requester';
export type * from './settings';
export type * from './storage';
export type * from './uploads';
