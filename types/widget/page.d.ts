// What `widget.js` has of Annex's page: not the components of the console that widgets come from, but React with HTML elements.

declare namespace Stage {
  /** A configuration value of a widget. */
  interface ConfigurationField {
    readonly id: string;
    readonly name?: string;
    readonly description?: string;
    readonly placeHolder?: string;
    readonly default?: any;
    readonly value?: any;
    readonly hidden?: boolean;
    /** One of `Stage.Basic.GenericField`. */
    readonly type?: string;
    readonly items?: readonly (string | { readonly name: string; readonly value: any })[];
    readonly min?: number;
    readonly max?: number;
    readonly columns?: number;
    readonly component?: any;
  }

  /** A widget where it stands on a page. */
  interface Widget {
    readonly id: string;
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly definition: WidgetDefinition;
    readonly configuration: Record<string, any>;
  }

  interface CallOptions {
    /** Appended to the query: an array repeats its name, null is a bare name, undefined is left out. */
    readonly params?: Record<string, any>;
    /** A text as `text/plain`, forms and bytes as they are, all else as JSON. */
    readonly body?: any;
    readonly headers?: Record<string, string>;
    /** Whether the answer is JSON, or else a text, or else bytes; otherwise the `Response`. True unless said. */
    readonly parseResponse?: boolean;
    readonly signal?: AbortSignal;
  }

  interface UploadOptions extends Omit<CallOptions, 'body'> {
    /** One file is the body itself; several go as a form. */
    readonly files?: any;
    /** `PUT` unless said. */
    readonly method?: 'PUT' | 'POST' | 'PATCH';
  }

  /** The services of a widget, by their names. All reject with `{message, status, code}`. */
  interface WidgetBackend {
    doGet<T = any>(name: string, options?: Omit<CallOptions, 'body'>): Promise<T>;
    doPost<T = any>(name: string, options?: CallOptions): Promise<T>;
    doPut<T = any>(name: string, options?: CallOptions): Promise<T>;
    doDelete<T = any>(name: string, options?: CallOptions): Promise<T>;
    doPatch<T = any>(name: string, options?: CallOptions): Promise<T>;
    doUpload<T = any>(name: string, options: UploadOptions): Promise<T>;
    /** Hands the answer to the browser as a file. */
    doDownload(name: string, fileName?: string): Promise<void>;
  }

  /** The page's values; each change draws all widgets anew. */
  interface Context {
    getValue(key: string): any;
    setValue(key: string, value: unknown): void;
  }

  /** One for the page. */
  interface EventBus {
    on(event: string, listener: (...args: any[]) => void, self?: unknown): void;
    off(event: string, listener?: (...args: any[]) => void): void;
    trigger(event: string, ...args: unknown[]): void;
  }

  interface Toolbox {
    getWidgetBackend(): WidgetBackend;
    /** Fetches the widget's data again. */
    refresh(): void;
    /** Shows the loading sign, or takes it away. */
    loading(shown: boolean): void;
    getWidget(): Widget;
    getWidgetDefinitionId(): string;
    getContext(): Context;
    getEventBus(): EventBus;
    /** Calls to the manager are made by the backend, with `helper.Manager`. */
    getManager(): { getSelectedTenant(): string };
    getManagerState(): { readonly tenants: { readonly selected: string } };
  }

  interface WidgetDefinition<Data = any> {
    readonly id: string;
    readonly name?: string;
    readonly description?: string;
    /** Of 12 columns: 3 unless said. */
    readonly initialWidth?: number;
    /** Rows of 10 px: 12 unless said. */
    readonly initialHeight?: number;
    readonly initialConfiguration?: readonly ConfigurationField[];
    readonly permission?: string;
    readonly categories?: readonly string[];
    readonly supportedEditions?: readonly string[];
    readonly color?: string;
    /** True unless said. */
    readonly showHeader?: boolean;
    /** True unless said. */
    readonly showBorder?: boolean;
    /** Whether the help shows `README.md`. */
    readonly hasReadme?: boolean;
    readonly helpUrl?: string;
    readonly hasStyle?: boolean;
    readonly hasTemplate?: boolean;
    /** Whether `render` gives elements of React, otherwise HTML. True unless said. */
    readonly isReact?: boolean;
    /** An address, or several by name: `[manager]/x`, `[backend]/x`. It goes before `fetchData`. */
    readonly fetchUrl?: string | Record<string, string>;
    init?(): void;
    fetchData?(widget: Widget, toolbox: Toolbox, params: Record<string, any>): Promise<Data>;
    fetchParams?(widget: Widget, toolbox: Toolbox): Record<string, any>;
    /** `data` is undefined or `{}` until the first fetch has ended. */
    render(widget: Widget, data: Data | undefined, error: any, toolbox: Toolbox): any;
    postRender?(element: any, widget: Widget, data: Data | undefined, toolbox: Toolbox): void;
  }

  /** Says what a widget is; once in its script. */
  function defineWidget<Data = any>(definition: WidgetDefinition<Data>): void;

  const GenericConfig: {
    /** @param seconds between two fetches */
    POLLING_TIME_CONFIG(seconds?: number): ConfigurationField;
    PAGE_SIZE_CONFIG(size?: number): ConfigurationField;
    SORT_COLUMN_CONFIG(column?: string): ConfigurationField;
    SORT_ASCENDING_CONFIG(ascending?: boolean): ConfigurationField;
    WIDGET_PERMISSION(id: string): string;
    readonly CUSTOM_WIDGET_PERMISSIONS: { readonly CUSTOM_ADMIN_ONLY: string; readonly CUSTOM_SYS_ADMIN_ONLY: string; readonly CUSTOM_ALL: string };
    readonly CATEGORY: Readonly<Record<'BLUEPRINTS' | 'DEPLOYMENTS' | 'BUTTONS_AND_FILTERS' | 'CHARTS_AND_STATISTICS' | 'EXECUTIONS_NODES' | 'SYSTEM_RESOURCES' | 'SPIRE' | 'OTHERS' | 'ALL', string>>;
  };

  const Basic: {
    readonly GenericField: Readonly<
      Record<
        'STRING_TYPE' | 'PASSWORD_TYPE' | 'NUMBER_TYPE' | 'BOOLEAN_TYPE' | 'BOOLEAN_LIST_TYPE' | 'LIST_TYPE' | 'NUMBER_LIST_TYPE' | 'MULTI_SELECT_LIST_TYPE' | 'EDITABLE_LIST_TYPE' | 'NUMBER_EDITABLE_LIST_TYPE' | 'CUSTOM_TYPE',
        string
      >
    >;
  };
}

/** Elements in a widget's script; with `@types/react` they are React's. */
declare namespace JSX {
  type Element = any;
  interface IntrinsicElements {
    [name: string]: any;
  }
}
