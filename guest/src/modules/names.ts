/** What `module.exports` as the name of an export becomes, which no compiler takes; as long as it is with its quotes, so that columns stay. */
export const EXPORTS = '$module_exports_';

/** A script without texts as names of exports: Node asks for that of `module.exports` alone. */
export function plainNames(source: string): string {
  return source.includes('module.exports') ? source.replace(/(\bas\s*)(?:'module\.exports'|"module\.exports")/g, (_, before: string) => before + EXPORTS) : source;
}
