import React, { useEffect, useState, type CSSProperties, type ReactNode } from 'react';
import type { Loading } from './loading';
import { Failure, RunningWidget } from './running';
import { textOf } from './failures';
import type { Shared } from './toolbox';
import { fileOf, widgetOf, type Definition, type Entry } from './widgets';

/** The frame of one widget: its name, whether it is busy, what failed, and the widget itself. */
export function Frame({ entry, loading, shared }: { entry: Entry; loading: Loading; shared: Shared }): ReactNode {
  const [definition, setDefinition] = useState<Definition>();
  const [broken, setBroken] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(true);

  useEffect(() => {
    loading.hear(entry.id, setFailure);
    loading.load(entry).then(setDefinition, (error: unknown) => {
      setFailure(undefined);
      setBroken(textOf(error));
      setBusy(false);
    });
  }, [entry, loading]);

  const widget = definition === undefined ? undefined : widgetOf(definition);
  const title = `widget-${entry.id}`;
  const size = { '--width': widget?.width ?? 3, '--height': widget?.height ?? 6 } as CSSProperties;
  const plain = definition?.showBorder === false ? ' plain' : '';
  return (
    <section className={`widget${plain}`} aria-labelledby={title} aria-busy={busy} data-widget={entry.id} style={size}>
      <header hidden={definition?.showHeader === false}>
        {entry.picture && <img src={fileOf(entry, 'widget.png')} alt="" width="20" height="20" />}
        <h2 id={title} title={definition?.description}>
          <a href={`?widget=${encodeURIComponent(entry.id)}`}>{widget?.name ?? entry.id}</a>
        </h2>
        <span className="busy" role="status">
          {busy ? 'Loading' : ''}
        </span>
      </header>
      <div className="content">
        {broken !== undefined && <Failure text={broken} />}
        {failure !== undefined && <Failure text={failure} />}
        {definition !== undefined && (
          <RunningWidget definition={definition} shared={shared} onBusy={setBusy} onFailure={setFailure} />
        )}
      </div>
    </section>
  );
}
