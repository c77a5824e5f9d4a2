/** The form of a module that gives what its function returns. */
declare function define(factory: (require: NodeJS.Require, exports: any, module: NodeJS.Module) => unknown): void;
