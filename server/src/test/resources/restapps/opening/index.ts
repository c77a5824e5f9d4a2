import router from '@sitevision/api/common/router';
import appData from '@sitevision/api/server/appData';
import appInfo from '@sitevision/api/server/appInfo';
import storage from '@sitevision/api/server/storage';
import * as portletContextUtil from '@sitevision/api/server/PortletContextUtil';
import * as localeUtil from '@sitevision/api/server/LocaleUtil';
import settings, { saturday } from './src/settings';
import { Day, format, type Span } from './src/hours';

type Request = { params: Record<string, string | undefined>; session: { visits?: number }; header(name: string): string | null };
type Response = { status(code: number): Response; json(value: unknown): void; set(name: string, value: string): Response };
type Handler = (req: Request, res: Response, next: () => void) => unknown;

declare global {
  interface ProcessEnv {
    REGION?: string;
  }
}

const visits = storage.getKeyValueDataStore('visits');

namespace Answers {
  export interface Opening {
    day: keyof typeof Day;
    open: string | null;
  }
}

const opening = (date: Date): Answers.Opening => {
  const iso = date.toISOString().slice(0, 10);
  const span: Span | undefined = settings.closed.has(iso) ? undefined : settings.hours[date.getUTCDay() as Day];
  return { day: Day[date.getUTCDay()] as keyof typeof Day, open: span ? format(span) : null };
};

/** Counts who asks, in what all workers share. */
const counted: Handler = (_req, _res, next) => {
  let all: number;
  try {
    ({ all } = visits.get('all') as { all: number });
  } catch {
    all = 0;
  }
  visits.put('all', { all: all + 1 });
  next();
};

router.use(counted);

router.get('/days/:date', ((req, res) => {
  const date = new Date(`${req.params.date}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) {
    return res.status(400).json({ error: `${req.params.date} is no date` });
  }
  res.json(opening(date));
}) as Handler);

router.get('/settings', ((_req, res) => {
  res.json({
    seats: settings.seats,
    seatsNow: appData.getNumber('seats'),
    saturday,
    closed: [...settings.closed],
    contacts: appData.getArray('contact'),
    municipality: settings.municipality ?? 'unknown',
    hasPin: settings.hasPin,
    nothing: typeof appData.get('nothing'),
    noNumber: typeof appData.getNumber('contact'),
    region: process.env.REGION,
    env: Object.keys(process.env),
  });
}) as Handler);

router.get('/about', ((_req, res) => {
  const locale = portletContextUtil.getCurrentLocale();
  res.json({ version: appInfo.appVersion, name: appInfo.appName, id: appInfo.appIdentifier, language: localeUtil.getLanguageTag(locale) });
}) as Handler);

router.post('/pin', ((req, res) => {
  const right: boolean = req.params.pin === appData.get('pin');
  res.status(right ? 200 : 403).json({ right });
}) as Handler);

router.get('/visits', ((_req, res) => res.json(visits.get('all'))) as Handler);
