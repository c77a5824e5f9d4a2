import lodash from 'lodash';
import PropTypes from 'prop-types';
import React, { type ReactNode } from 'react';
import ReactDOM from 'react-dom';
import { createRoot } from 'react-dom/client';
import './console.css';
import { Frame } from './frame';
import { Loading } from './loading';
import { Context, EventBus } from './shared';
import { stage } from './stage';
import type { Shared } from './toolbox';
import type { Entry } from './widgets';

const DEFAULT_TENANT = 'default_tenant';

function Page({ entries, chosen, loading, shared }: { entries: readonly Entry[]; chosen: string | null; loading: Loading; shared: Shared }): ReactNode {
  const shown = chosen === null ? entries : entries.filter(({ id }) => id === chosen);
  return (
    <>
      <header>
        <h1>Widgets</h1>
        {chosen !== null && <a href="?">All widgets</a>}
      </header>
      <main>
        {shown.map((entry) => (
          <Frame key={entry.id} entry={entry} loading={loading} shared={shared} />
        ))}
        {shown.length === 0 && <p className="none">{chosen === null ? 'No widget is deployed.' : `No widget '${chosen}' is deployed.`}</p>}
      </main>
    </>
  );
}

const query = new URLSearchParams(location.search);
const loading = new Loading();
// What widgets' scripts find in the global scope.
Object.assign(globalThis, { Stage: stage(loading.define), React, ReactDOM, PropTypes, _: lodash });

const shared: Shared = { tenant: query.get('tenant') ?? DEFAULT_TENANT, context: new Context(), events: new EventBus() };
const entries = JSON.parse(document.getElementById('widgets')?.textContent ?? '[]') as Entry[];
const root = document.getElementById('page');
if (root !== null) {
  createRoot(root).render(<Page entries={entries} chosen={query.get('widget')} loading={loading} shared={shared} />);
}
