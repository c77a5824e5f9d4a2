import router from 'router';
import { explode, type Fuse } from './module/fuse';

interface Point { x: number; y: number }

const origin: Point = { x: 0, y: 0 };

router.get('/typescript', (req, res) => {
  const p: Point | undefined = (req.params.p as unknown) as Point | undefined;
  res.json({ x: (p!).x });
});

router.get('/module', async (req, res) => {
  await explode({ length: 1 } as Fuse);
});

router.get('/origin', (req, res) => res.json(origin));
