import { explained, placeOf, textOf } from './failures';
import { fileOf, type Definition, type Entry } from './widgets';

/** Loads the scripts of widgets, and hears of what fails in them afterwards. */
export class Loading {
  readonly #defined = new Map<string, Definition>();
  readonly #failed = new Map<string, string>();
  readonly #hearers = new Map<string, (failure: string) => void>();

  constructor() {
    addEventListener('error', ({ error, message, filename, lineno }: ErrorEvent) => {
      const found = placeOf(filename, lineno) ?? placeOf((error as Error | undefined)?.stack);
      if (found !== undefined) {
        this.#report(found.id, `${error === undefined ? message : textOf(error)}\n    at ${found.place}`);
      }
    });
    addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
      const found = reason instanceof Error ? placeOf(reason.stack) : undefined;
      if (found !== undefined) {
        this.#report(found.id, explained(reason));
      }
    });
  }

  /** Says what a widget's script fails with when it runs already. */
  hear(id: string, hearer: (failure: string) => void): void {
    this.#hearers.set(id, hearer);
  }

  #report(id: string, failure: string): void {
    this.#failed.set(id, failure);
    this.#hearers.get(id)?.(failure);
  }

  /** `Stage.defineWidget`. */
  readonly define = (definition: Definition): void => {
    const script = document.currentScript?.dataset['widget'];
    if (script !== undefined && definition.id !== script) {
      throw new Error(`Stage.defineWidget: id: '${definition.id}' (expected: '${script}', the name of the widget's folder)`);
    }
    if (definition.hasTemplate === true) {
      throw new Error('Stage.defineWidget: hasTemplate: true is not there: let render return what widget.html would say');
    }
    this.#defined.set(definition.id, definition);
  };

  /** The definition in a widget's script; rejects with an Error for the reader. */
  async load(entry: Entry): Promise<Definition> {
    const address = fileOf(entry, 'widget.js');
    const script = document.createElement('script');
    script.src = address;
    script.dataset['widget'] = entry.id;
    const arrived = await new Promise<boolean>((resolve) => {
      script.onload = () => {
        resolve(true);
      };
      script.onerror = () => {
        resolve(false);
      };
      document.head.append(script);
    });
    if (!arrived) {
      throw new Error(await refusal(address));
    }
    const definition = this.#defined.get(entry.id);
    if (definition === undefined) {
      throw new Error(this.#failed.get(entry.id) ?? `${entry.id}/widget.js does not call Stage.defineWidget`);
    }
    if (definition.hasStyle === true) {
      const style = document.createElement('link');
      style.rel = 'stylesheet';
      style.href = fileOf(entry, 'style.css');
      document.head.append(style);
    }
    definition.init?.();
    return definition;
  }
}

/** Why the server did not give a script: the browser tells no page, so it is asked once more. */
async function refusal(address: string): Promise<string> {
  try {
    const response = await fetch(address);
    const { detail } = (await response.json()) as { detail?: unknown };
    return typeof detail === 'string' ? detail : `status ${response.status}`;
  } catch (error) {
    return textOf(error);
  }
}
