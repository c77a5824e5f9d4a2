// As much of the platform's types as this needs; its own package of types wants another compiler.
declare module '@sitevision/api/*' {
  const module: any;
  export = module;
}
declare const setTimeout: (done: () => void, time: number) => number;
