import router from '@sitevision/api/common/router';
import storage from '@sitevision/api/server/storage';
import security from '@sitevision/api/server/security';
import systemUserUtil from '@sitevision/api/server/SystemUserUtil';
import * as digesterFactory from '@sitevision/api/server/MessageDigesterFactory';
import _ from '@sitevision/api/common/underscore';

interface Poll {
  question: string;
  options: string[];
  votes?: Record<string, number>;
}

type StoreError = { type: string; message: string };

const votes = storage.getKeyValueDataStore('votes');
const QUESTIONS: Record<string, Poll> = {
  colour: { question: 'Which colour?', options: ['red', 'green', 'blue'] },
  size: { question: 'Which size?', options: ['small', 'large'] },
};

function tally(id: string): Record<string, number> {
  const poll = QUESTIONS[id] as Poll;
  const none = _.object(poll.options.map((option) => [option, 0]));
  try {
    return { ...none, ...(votes.get(id) as Record<string, number>) };
  } catch (error) {
    if ((error as StoreError).type === 'item_not_found') {
      return none;
    }
    throw error;
  }
}

const total = (counted: Record<string, number>): number => _.reduce(_.values(counted), (sum: number, one: number) => sum + one, 0);

router.use((req, res, next) => {
  const { id } = req.params as { id?: string };
  if (id !== undefined && !_.has(QUESTIONS, id)) {
    res.status(404).json({ error: `no poll '${id}'` });
    return;
  }
  next();
});

router.get('/token', (req, res) => {
  res.json({ [security.csrf.getHeaderName()]: security.csrf.getToken(), parameter: security.csrf.getParameterName() });
});

router.get('/polls', (_req, res) => {
  res.json(_.map(QUESTIONS, ({ question }: Poll, id: string) => ({ id, question, votes: total(tally(id)) })));
});

router.get('/polls/:id', (req, res) => {
  const { id } = req.params as { id: string };
  const poll = QUESTIONS[id] as Poll;
  const counted = tally(id);
  const all = total(counted);
  const order = _.sortBy(poll.options, (option: string) => -(counted[option] ?? 0));
  res.json({
    question: poll.question,
    result: order.map((option: string) => ({ option, votes: counted[option], share: all === 0 ? 0 : Math.round((100 * (counted[option] ?? 0)) / all) })),
    voted: (req.session as { voted?: string[] }).voted?.includes(id) ?? false,
  });
});

router.post('/polls/:id', (req, res) => {
  const { id, option } = req.params as { id: string; option?: string };
  const poll = QUESTIONS[id] as Poll;
  if (option === undefined || !poll.options.includes(option)) {
    res.status(400).json({ error: `expected one of ${poll.options.join(', ')}` });
    return;
  }
  const session = req.session as { voted?: string[] };
  const voted = session.voted ?? [];
  if (voted.includes(id)) {
    res.status(409).json({ error: 'once is enough' });
    return;
  }
  session.voted = [...voted, id];
  const counted = tally(id);
  votes.put(id, { [option]: (counted[option] ?? 0) + 1 });
  const digester = digesterFactory.getSHA256();
  digester.updateString(`${id}:${option}`);
  const receipt = (digester.digest() as number[]).map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join('');
  res.status(201).json({ receipt, anonymous: systemUserUtil.isAnonymous() });
});

router.delete('/polls/:id', (req, res) => {
  const { id } = req.params as { id: string };
  try {
    res.json(votes.remove(id));
  } catch (error) {
    res.status(410).json(error);
  }
});
