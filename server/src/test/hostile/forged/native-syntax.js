// tries: the engine's own functions, which a flag could have left in reach
// expects: 200 ["SyntaxError","SyntaxError","undefined","undefined"]
const router = require('router');

const attempt = (code) => { try { return typeof (0, eval)(code); } catch (error) { return error.name; } };
router.get('/attack', (req, res) => res.json([attempt('%DebugPrint(1)'), attempt('%GetOptimizationStatus(eval)'), attempt('typeof gc === "function" ? gc : undefined'), attempt('globalThis.version')]));
