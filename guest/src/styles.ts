import type { Style } from './boundary/program';
import { jbackend } from './jbackend';
import { restapp } from './restapp';
import { webpoints } from './webpoints';
import { widget } from './widget';

/** All styles by their names: the one place that knows them. */
export const styles: Record<string, Style> = { jbackend, restapp, webpoints, widget };
