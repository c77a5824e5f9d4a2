import router from '@sitevision/api/common/router';
import events from '@sitevision/api/common/events';
import storage from '@sitevision/api/server/storage';
import logUtil from '@sitevision/api/server/LogUtil';
import * as errands from './lib/errands';
import { ErrandError, State, Stored } from './lib/types';
import { isOnPage } from './lib/pages';

type Params = Record<string, string | undefined>;
type Request = { params: Params; method: string; path: string };
type Response = { status(code: number): Response; json(value: unknown): void; send(text?: string): void };

const heard = storage.getKeyValueDataStore('numbers');

const shown = ({ dsid, dstimestamp, ...rest }: Stored) => ({ ...rest, states: Object.values(State).indexOf(rest.state) });

/** Answers what is given, or with the status of what went wrong. */
function answered(status: number, action: (params: Params) => unknown | Promise<unknown>) {
  return async (req: Request, res: Response): Promise<void> => {
    try {
      res.status(status).json(await action(req.params));
    } catch (error) {
      if (!(error instanceof ErrandError)) {
        throw error;
      }
      logUtil.info(`${req.method} ${req.path}: ${error.message}`);
      res.status(error.status).json({ message: error.message });
    }
  };
}

router.use((req: Request, res: Response, next: Function) => {
  const number = req.params.number;
  if (number !== undefined && !/^[1-9]\d*$/.test(number)) {
    res.status(400).json({ message: `${number} is no number` });
    return;
  }
  next();
});

router.get('/', answered(200, () => ({ summary: errands.summary(), page: isOnPage() })));

router.post('/errands', answered(201, ({ subject }) => shown(errands.open(subject) as Stored)));

router.get('/errands/:number', answered(200, async ({ number }) => {
  await new Promise<void>((done) => setTimeout(done, 1));
  return shown(errands.find(number!));
}));

router.put('/errands/:number/notes', answered(200, ({ number, text }) => shown(errands.note(number!, ...([] as string[]).concat(text ?? [])))));

router.delete('/errands/:number', answered(200, ({ number }) => shown(errands.close(number!))));

router.get('/heard', answered(200, () => heard.get('heard')));

events.on('errand:closed', async (options: unknown) => {
  const { number, subject, emitter } = options as { number: number; subject: string; emitter: string };
  await new Promise<void>((done) => setTimeout(done, 5));
  heard.put('heard', { number, subject, emitter });
});
