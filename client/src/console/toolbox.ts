import { getWidgetBackend, type WidgetBackend } from '../client';
import { only } from './absent';
import type { Context, EventBus } from './shared';
import type { Widget } from './widgets';

/** What a widget's functions get to reach its page and its backend. */
export interface Toolbox {
  getWidgetBackend(): WidgetBackend;
  /** Fetches the widget's data again. */
  refresh(): void;
  /** Shows, or shows no more, that something is under way. */
  loading(busy: boolean): void;
  getWidget(): Widget;
  getWidgetDefinitionId(): string;
  getContext(): Context;
  getEventBus(): EventBus;
  getManager(): object;
  getManagerState(): object;
}

/** What all widgets of a page have in common. */
export interface Shared {
  readonly tenant: string;
  readonly context: Context;
  readonly events: EventBus;
}

export function toolboxOf(widget: Widget, { tenant, context, events }: Shared, acts: Pick<Toolbox, 'refresh' | 'loading'>): Toolbox {
  const backend = getWidgetBackend(widget.definition.id, { tenant });
  const manager = only(
    'toolbox.getManager()',
    { getSelectedTenant: () => tenant },
    "call the manager from the widget's backend, with helper.Manager",
  );
  const members: Toolbox = {
    getWidgetBackend: () => backend,
    refresh: acts.refresh,
    loading: acts.loading,
    getWidget: () => widget,
    getWidgetDefinitionId: () => widget.definition.id,
    getContext: () => context,
    getEventBus: () => events,
    getManager: () => manager,
    getManagerState: () => ({ tenants: { selected: tenant } }),
  };
  return only('toolbox', members, `the page has toolbox.${Object.keys(members).join(', ')}`);
}
