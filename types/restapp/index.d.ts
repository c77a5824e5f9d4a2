/// <reference path="./events.d.ts" />
/// <reference types="node" />
/// <reference path="./modules.d.ts" />
/// <reference path="./imports.d.ts" />
/// <reference path="./define.d.ts" />
/// <reference path="../services/modules.d.ts" />
/// <reference path="../web/globals.d.ts" />

/** RESTApps: `router`, `req`, `res`; the platform's modules are in `@annex/types/platform`. */
export type * from './request';
export type * from './response';
export type * from './router';
export type * from '../services/uploads';
