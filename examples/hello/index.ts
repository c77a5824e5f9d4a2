import router from 'router';

interface Greeting {
  message: string;
  at: string;
}

function greet(name: string): Greeting {
  return { message: `Hello, ${name}!`, at: new Date().toISOString() };
}

// GET /rest-api/hello
router.get('/', (req, res) => {
  res.json(greet('World'));
});

// GET /rest-api/hello/Ada
router.get('/:name', async (req, res) => {
  res.json(greet(req.params.name as string));
});
