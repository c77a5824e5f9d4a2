import { only } from './absent';
import type { Definition, Option } from './widgets';

/** Types of configuration fields, as they are called in definitions. */
const FIELD_TYPES = {
  STRING_TYPE: 'string',
  PASSWORD_TYPE: 'password',
  NUMBER_TYPE: 'number',
  BOOLEAN_TYPE: 'boolean',
  BOOLEAN_LIST_TYPE: 'booleanList',
  LIST_TYPE: 'list',
  NUMBER_LIST_TYPE: 'numberList',
  MULTI_SELECT_LIST_TYPE: 'multiSelectList',
  EDITABLE_LIST_TYPE: 'editableList',
  NUMBER_EDITABLE_LIST_TYPE: 'numberEditableList',
  CUSTOM_TYPE: 'custom',
};

const hidden = (id: string, value: unknown, type: string): Option & Record<string, unknown> => ({ id, default: value, hidden: true, type });

/** What definitions are made of. */
const genericConfig = {
  POLLING_TIME_CONFIG: (seconds = 0) => ({
    id: 'pollingTime',
    name: 'Refresh time interval',
    description: 'Seconds after which data are fetched again; 0 for never',
    default: seconds,
    type: FIELD_TYPES.NUMBER_TYPE,
    min: 0,
  }),
  PAGE_SIZE_CONFIG: (size = 5) => hidden('pageSize', size, FIELD_TYPES.NUMBER_TYPE),
  SORT_COLUMN_CONFIG: (column: string) => hidden('sortColumn', column, FIELD_TYPES.STRING_TYPE),
  SORT_ASCENDING_CONFIG: (ascending: boolean) => hidden('sortAscending', ascending, FIELD_TYPES.STRING_TYPE),
  CATEGORY: {
    BLUEPRINTS: 'Blueprints',
    DEPLOYMENTS: 'Deployments',
    BUTTONS_AND_FILTERS: 'Buttons and Filters',
    CHARTS_AND_STATISTICS: 'Charts and Statistics',
    EXECUTIONS_NODES: 'Executions/Nodes',
    SYSTEM_RESOURCES: 'System Resources',
    SPIRE: 'Spire',
    OTHERS: 'Others',
    ALL: 'All',
  },
  CUSTOM_WIDGET_PERMISSIONS: {
    CUSTOM_ADMIN_ONLY: 'widget_custom_admin',
    CUSTOM_SYS_ADMIN_ONLY: 'widget_custom_sys_admin',
    CUSTOM_ALL: 'widget_custom_all',
  },
  WIDGET_PERMISSION: (id: string) => `widget_${id}`,
};

/** The global `Stage`: `defineWidget` and what definitions need. */
export function stage(defineWidget: (definition: Definition) => void): object {
  const elements = 'use HTML elements with React; the components of the console it comes from are not provided';
  const basic = { GenericField: only('Stage.Basic.GenericField', FIELD_TYPES, 'it is no type of a field') };
  return only(
    'Stage',
    {
      defineWidget,
      GenericConfig: only('Stage.GenericConfig', genericConfig, 'see the reference of widgets'),
      Basic: only('Stage.Basic', basic, elements),
    },
    'the page has Stage.defineWidget, Stage.GenericConfig and Stage.Basic.GenericField',
  );
}
