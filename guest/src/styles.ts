import type { Style } from './boundary/program';
import { jbackend } from './jbackend';
import { restapp } from './restapp';
import { testing } from './testing';
import { platformNames } from './restapp/platform';
import { PLATFORM_NAMES } from './restapp/published';
import { modules, webpoints } from './webpoints';
import { widget } from './widget';

/** All styles by their names: the one place that knows them. */
export const styles: Record<string, Style> = { jbackend, restapp, testing, webpoints, widget };

/** Names of what styles provide by themselves. */
export function styleModules(): string[] {
  return [...Object.keys(modules), ...platformNames(), ...PLATFORM_NAMES];
}
