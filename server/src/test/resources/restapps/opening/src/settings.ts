import appData from '@sitevision/api/server/appData';
import globalAppData from '@sitevision/api/server/globalAppData';
import logUtil from '@sitevision/api/server/LogUtil';
import { parseHours, type Hours } from './hours';

interface Settings {
  hours: Hours;
  closed: ReadonlySet<string>;
  seats: number;
  contact: string;
  municipality: string | undefined;
  hasPin: boolean;
}

// Read when the script is evaluated, once for all requests.
const settings: Settings = {
  hours: parseHours(appData.get('hours') as Record<string, string>),
  closed: new Set(appData.getArray('closed') as unknown as string[]),
  seats: appData.getNumber('seats'),
  contact: appData.get('contact') as string,
  municipality: globalAppData.get('municipality') as string | undefined,
  hasPin: Boolean(appData.get('pin')),
};

logUtil.info(`opening hours of ${process.env.REGION}: ${settings.seats} seats`);

export const saturday = appData.get('hours', 'sat') as string | undefined;

export default settings satisfies Settings;
