import type { ReactNode } from 'react';
import type { Toolbox } from './toolbox';

/** What the server says of a deployed widget. */
export interface Entry {
  readonly id: string;
  readonly version: string;
  readonly picture: boolean;
}

/** One entry of `initialConfiguration`. */
export interface Option {
  readonly id: string;
  readonly default?: unknown;
  readonly value?: unknown;
}

/** What a widget gives to `Stage.defineWidget`. */
export interface Definition {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly initialWidth?: number;
  readonly initialHeight?: number;
  readonly initialConfiguration?: readonly Option[];
  readonly showHeader?: boolean;
  readonly showBorder?: boolean;
  readonly isReact?: boolean;
  readonly hasStyle?: boolean;
  readonly hasTemplate?: boolean;
  readonly fetchUrl?: string | Readonly<Record<string, string>>;
  init?(): void;
  fetchParams?(widget: Widget, toolbox: Toolbox): Params;
  fetchData?(widget: Widget, toolbox: Toolbox, params: Params): unknown;
  render?(widget: Widget, data: unknown, error: unknown, toolbox: Toolbox): ReactNode;
  postRender?(element: HTMLElement, widget: Widget, data: unknown, toolbox: Toolbox): void;
}

export type Params = Readonly<Record<string, unknown>>;

/** The `widget` that a widget's functions get. */
export interface Widget {
  readonly id: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly definition: Definition;
}

export const COLUMNS = 12;
const WIDTH = 3;
const HEIGHT = 12;

/** A widget as its definition describes it: with the configuration that it begins with. */
export function widgetOf(definition: Definition): Widget {
  const configuration: Record<string, unknown> = {};
  for (const option of definition.initialConfiguration ?? []) {
    configuration[option.id] = option.value ?? option.default;
  }
  return {
    id: definition.id,
    name: definition.name ?? definition.id,
    width: within(definition.initialWidth, WIDTH, COLUMNS),
    height: within(definition.initialHeight, HEIGHT, 100),
    x: 0,
    y: 0,
    configuration,
    definition,
  };
}

function within(value: unknown, otherwise: number, most: number): number {
  const number = Number(value ?? otherwise);
  return number >= 1 ? Math.min(Math.round(number), most) : otherwise;
}

/** Where the server has a file of a widget. */
export function fileOf({ id, version }: Entry, name: string): string {
  return `/console/widgets/${encodeURIComponent(id)}/${name}?v=${encodeURIComponent(version)}`;
}
