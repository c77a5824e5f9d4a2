/// <reference types="node" />
/// <reference path="./modules.d.ts" />
/// <reference path="../services/modules.d.ts" />
/// <reference path="../web/globals.d.ts" />

/** WebPoints applications: `require('webpoints')` and `require('express')`. */
export type * from './application';
export type * from './features';
export type * from './operations';
export type * from './request';
export type * from './server';
