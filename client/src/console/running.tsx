import React, { Component, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { dataOf, paramsOf } from './data';
import { explained, textOf } from './failures';
import { toolboxOf, type Shared, type Toolbox } from './toolbox';
import { widgetOf, type Definition, type Widget } from './widgets';

interface Fetched {
  readonly data: unknown;
  readonly error: unknown;
}

interface Props {
  readonly definition: Definition;
  readonly shared: Shared;
  readonly onBusy: (busy: boolean) => void;
  readonly onFailure: (failure: string | undefined) => void;
}

/** A widget at work: fetches its data, again whenever it is asked or due, and renders what it says of them. */
export function RunningWidget({ definition, shared, onBusy, onFailure }: Props): ReactNode {
  const widget = useMemo(() => widgetOf(definition), [definition]);
  const [fetched, setFetched] = useState<Fetched>({ data: null, error: null });
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  const toolbox = useMemo(() => toolboxOf(widget, shared, { refresh, loading: onBusy }), [widget, shared, refresh, onBusy]);
  useSyncExternalStore(shared.context.watch, shared.context.changes);
  const asked = askedFor(widget, toolbox);

  useEffect(() => {
    let over = false;
    let next: ReturnType<typeof setTimeout> | undefined;
    const ended = (result: Fetched): void => {
      if (!over) {
        onBusy(false);
        setFetched(result);
        onFailure(result.error === null ? undefined : textOf(result.error));
        const seconds = Number(widget.configuration['pollingTime']);
        next = seconds > 0 ? setTimeout(refresh, seconds * 1000) : undefined;
      }
    };
    onBusy(true);
    dataOf(widget, toolbox).then(
      (data) => {
        ended({ data: data ?? null, error: null });
      },
      (error: unknown) => {
        ended({ data: null, error: error ?? 'the data could not be fetched' });
      },
    );
    return () => {
      over = true;
      clearTimeout(next);
    };
  }, [widget, toolbox, round, asked, refresh, onBusy, onFailure]);

  return (
    <Boundary reset={fetched}>
      <Rendered widget={widget} fetched={fetched} toolbox={toolbox} />
    </Boundary>
  );
}

/** What the data depend on beside the widget itself. */
function askedFor(widget: Widget, toolbox: Toolbox): string {
  try {
    return JSON.stringify(paramsOf(widget, toolbox));
  } catch {
    // Fetching fails with the same, and says so.
    return '';
  }
}

/** What a widget's `render` gives: elements, or with `isReact: false` HTML. */
function Rendered({ widget, fetched, toolbox }: { widget: Widget; fetched: Fetched; toolbox: Toolbox }): ReactNode {
  const { definition } = widget;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (element.current !== null) {
      definition.postRender?.(element.current, widget, fetched.data, toolbox);
    }
  });
  if (definition.render === undefined) {
    throw new TypeError('Stage.defineWidget: render: missing (expected: a function)');
  }
  const rendered = definition.render(widget, fetched.data, fetched.error, toolbox);
  return definition.isReact === false ? (
    <div ref={element} dangerouslySetInnerHTML={{ __html: typeof rendered === 'string' ? rendered : '' }} />
  ) : (
    <div ref={element}>{rendered}</div>
  );
}

/** Keeps what one widget throws from the others; tries again with new data. */
class Boundary extends Component<{ reset: unknown; children: ReactNode }, { failure: string | undefined }> {
  override state = { failure: undefined };

  static getDerivedStateFromError(error: unknown): { failure: string } {
    return { failure: explained(error) };
  }

  override componentDidUpdate({ reset }: { reset: unknown }): void {
    if (reset !== this.props.reset && this.state.failure !== undefined) {
      this.setState({ failure: undefined });
    }
  }

  override render(): ReactNode {
    return this.state.failure === undefined ? this.props.children : <Failure text={this.state.failure} />;
  }
}

/** Says that something failed. */
export function Failure({ text }: { text: string }): ReactNode {
  const [what, ...where] = text.split('\n');
  return (
    <div className="failure" role="alert">
      <strong>{what}</strong>
      {where.length > 0 && <pre>{where.join('\n').replace(/^ {4}/gm, '')}</pre>}
    </div>
  );
}
