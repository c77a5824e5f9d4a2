// Runs scripts of package.json at the same time, as each takes one processor, and shows what each printed once it has ended:
//
//   node ../tools/side-by-side.mjs lint 'typecheck unit'
//
// Scripts of one argument run one after the other, until one fails.
import { spawn } from 'node:child_process';

function run(script) {
  return new Promise((resolve) => {
    const npm = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    npm.stdout.on('data', (bytes) => printed.push(bytes));
    npm.stderr.on('data', (bytes) => printed.push(bytes));
    npm.on('error', (error) => resolve({ script, failed: true, printed: Buffer.from(String(error)) }));
    npm.on('close', (status) => resolve({ script, failed: status !== 0, printed: Buffer.concat(printed) }));
  });
}

async function inTurn(scripts) {
  for (const script of scripts) {
    const { failed, printed } = await run(script);
    process.stdout.write(printed);
    console.log(`npm run ${script}: ${failed ? 'failed' : 'passed'}`);
    if (failed) {
      return false;
    }
  }
  return true;
}

const passed = await Promise.all(process.argv.slice(2).map((each) => inTurn(each.split(' '))));
process.exitCode = passed.every(Boolean) ? 0 : 1;
