// Drives the page with widgets in a real browser: run by ConsoleIT, beside a server with the widgets of server/src/test/console and examples/status.
//   ANNEX_URL=http://127.0.0.1:8080 SCREENSHOTS=target/screenshots node --test test/browser.mjs
import axe from 'axe-core';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const url = process.env.ANNEX_URL;
const screenshots = process.env.SCREENSHOTS;
/** How long this machine may take for what a quiet one does in 10 s. */
const WAIT = Number(process.env.WAIT_MILLIS);

let browser;
let context;
/** What the browser complains of, such as the page's policy. */
let complaints;

before(async () => {
  const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    throw new Error('The test of the page with widgets needs Chromium: apt-get install chromium, or CHROMIUM=/path/to/chromium');
  }
  browser = await chromium.launch({ executablePath, timeout: 3 * WAIT, args: ['--disable-dev-shm-usage'] });
});

after(() => browser?.close());

async function open(path, options = {}) {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1200, height: 760 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT);
  complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(new URL(path, url).href);
  return page;
}

const frame = (page, id) => page.locator(`section[data-widget="${id}"]`);
const says = (locator, text) => locator.filter({ hasText: text }).first().waitFor({ timeout: WAIT });
async function until(what, condition) {
  for (const end = Date.now() + WAIT; !condition(); await setTimeout(20)) {
    assert.ok(Date.now() < end, `not within ${WAIT} ms: ${what}`);
  }
}
const settled = (page) => page.locator('[aria-busy=true]').first().waitFor({ state: 'detached', timeout: WAIT });
const screenshot = (page, name, options) => page.screenshot({ path: join(screenshots, `${name}.png`), ...options });

test('the status widget of the document shows what its backend says', async () => {
  const page = await open('/console/?widget=status', { viewport: { width: 900, height: 260 } });
  await says(frame(page, 'status').locator('p'), 'Status: OK');
  assert.equal(await frame(page, 'status').locator('b').textContent(), 'OK');
  assert.equal(await page.locator('section[data-widget]').count(), 1);
  assert.deepEqual(complaints, []);
  await settled(page);
  await screenshot(page, 'status');
});

test('all widgets are on one page, and none hinders another', async () => {
  const page = await open('/console/', { viewport: { width: 1200, height: 1100 } });
  await says(frame(page, 'status'), 'Status: OK');
  // Made by annex new.
  await says(frame(page, 'fresh').locator('p'), 'Status: OK');
  await settled(page);
  const ids = await page.locator('section[data-widget]').evaluateAll((all) => all.map((each) => each.dataset.widget));
  assert.deepEqual(ids, ['absent', 'broken', 'caller', 'failing', 'files', 'fresh', 'listener', 'misnamed', 'plain', 'serveronly', 'silent', 'status', 'thrower', 'ticking']);
  await screenshot(page, 'all', { fullPage: true });
});

const FAILURES = [
  ['broken', /^SyntaxError: <\/p> \(expected: <\/b>, which was opened in line 7\)\s+at broken\/widget\.js:7:24\s+<b>Bold<\/p>\s+\^$/],
  ['thrower', /^TypeError: Cannot read properties of null \(reading 'length'\)\s+at thrower\/widget\.js:6$/],
  ['absent', /^TypeError: Stage\.Basic\.DataTable is not there: use HTML elements with React/],
  ['misnamed', /^Stage\.defineWidget: id: 'status' \(expected: 'misnamed', the name of the widget's folder\)\s+at misnamed\/widget\.js:1$/],
  ['silent', /^silent\/widget\.js does not call Stage\.defineWidget$/],
  ['serveronly', /^'serveronly' has no widget\.js\.$/],
  ['failing', /^The name is taken$/],
];

test('what is wrong with a widget is said in its frame', async () => {
  const page = await open('/console/');
  for (const [id, text] of FAILURES) {
    const alert = frame(page, id).getByRole('alert');
    await alert.waitFor();
    assert.match((await alert.innerText()).trim(), text);
    assert.equal(await alert.count(), 1, id);
  }
  await says(frame(page, 'failing').locator('p'), 'Status 409');
  await frame(page, 'failing').screenshot({ path: join(screenshots, 'error.png') });
  await frame(page, 'broken').screenshot({ path: join(screenshots, 'broken.png') });
});

test('the backend of a widget with a broken script serves', async () => {
  const page = await open('/console/?widget=broken');
  const answer = await page.evaluate(async () => (await fetch('/console/wb/status', { headers: { 'widget-id': 'broken' } })).text());
  assert.equal(answer, 'The backend serves');
});

test('a widget calls its backend by each method', async () => {
  const page = await open('/console/?widget=caller&tenant=blue');
  for (const [verb, method] of Object.entries({ doGet: 'GET', doPost: 'POST', doPut: 'PUT', doPatch: 'PATCH', doDelete: 'DELETE' })) {
    await page.getByRole('button', { name: verb, exact: true }).click();
    const line = page.locator('li').filter({ hasText: verb });
    await line.waitFor();
    assert.deepEqual(JSON.parse(await line.locator('code').textContent()), {
      method,
      query: { a: ['1', '2'] },
      tenant: 'blue',
      type: 'application/json',
      body: method === 'GET' ? '' : '{"n":1}',
    });
  }
  await screenshot(page, 'call');
  assert.deepEqual(complaints, []);
});

test('widgets of a page share a context, and fetch again when it is another', async () => {
  const page = await open('/console/');
  await says(frame(page, 'listener').locator('b'), /^nothing$/);
  await frame(page, 'caller').getByRole('button', { name: 'doPut' }).click();
  await says(frame(page, 'listener').locator('b'), /^nothing, doPut$/);
  await says(frame(page, 'listener'), 'for default_tenant');
});

test('a widget uploads a file', async () => {
  const page = await open('/console/?widget=files');
  await page.locator('label', { hasText: 'File' }).locator('input').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Hello, Ada! '.repeat(10_000)) });
  await says(page.locator('pre'), '{"type":"text/plain","size":120000,"begin":"Hello, Ada! ","name":"notes.txt"}');
  await screenshot(page, 'upload');
});

test('a widget hands an answer to the browser as a file', async () => {
  const page = await open('/console/?widget=files');
  for (const [button, name] of [['Download', 'report.csv'], ['Download as it is called', 'made by the backend.csv']]) {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: button, exact: true }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), name);
    assert.equal(await readFile(await download.path(), 'utf8'), 'name,size\nÄ,1\n');
  }
  await screenshot(page, 'download');
});

test('a widget is asked again as often as its configuration says', async () => {
  const page = await open('/console/?widget=ticking');
  const asked = async () => Number(await frame(page, 'ticking').locator('b').textContent());
  await says(frame(page, 'ticking').locator('b'), /\d/);
  const first = await asked();
  await page.waitForFunction((seen) => Number(document.querySelector('section[data-widget] b')?.textContent) > seen + 1, first);
});

test('a widget may render HTML, with a style of its own and data from addresses', async () => {
  const page = await open('/console/?widget=plain');
  await says(frame(page, 'plain').locator('p'), 'The server is live, and here is a part');
  const styled = frame(page, 'plain').locator('.styled');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('.styled')).color === 'rgb(200, 0, 0)');
  assert.equal(await styled.locator('xpath=..').getAttribute('data-rendered'), 'plain');
});

test('a widget that is not deployed is said not to be', async () => {
  const page = await open('/console/?widget=nosuch');
  await says(page.locator('main'), "No widget 'nosuch' is deployed.");
});

for (const colorScheme of ['light', 'dark']) {
  test(`the page is accessible, ${colorScheme}`, async () => {
    const page = await open('/console/', { colorScheme });
    await says(frame(page, 'status'), 'Status: OK');
    await settled(page);
    await page.evaluate(axe.source);
    // A widget's own content is its author's.
    const { violations } = await page.evaluate(() => window.axe.run({ exclude: ['[data-widget=plain] .content'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
    await screenshot(page, `page-${colorScheme}`);
  });
}

test('the page runs no script but the server’s and calls no other address', async () => {
  const page = await open('/console/?widget=status');
  await says(frame(page, 'status'), 'Status: OK');
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return window.injected === true;
  });
  assert.equal(ran, false);
  const called = await page.evaluate(() => fetch('http://localhost:1/').then(() => 'called', () => 'refused'));
  assert.equal(called, 'refused');
  for (const complaint of [/^Executing inline script violates .*script-src/, /^Connecting to 'http:\/\/localhost:1\/' violates .*connect-src/]) {
    assert.ok(complaints.some((each) => complaint.test(each)), complaints.join('\n'));
  }
});

/** What a page of another site tries. */
const OTHER_SITE = (annex) => `<!DOCTYPE html><meta charset="utf-8"><title>Another site</title>
<style>body { font: 16px/1.5 system-ui; margin: 2rem } iframe { width: 30rem; height: 10rem }</style>
<h1>A page of another site</h1>
<p>Calls a widget's service: <b id="call">…</b></p>
<p>The same without the header: <b id="plain">…</b></p>
<p>The same with a form's body, not to be read: <b id="form">…</b></p>
<p>Shows the page with widgets in a frame:</p>
<iframe src="${annex}/console/" title="widgets"></iframe>
<script>
const tell = (id) => [(answer) => document.getElementById(id).textContent = 'an answer of type ' + answer.type, (error) => document.getElementById(id).textContent = 'refused: ' + error.message];
fetch('${annex}/console/wb/status', { headers: { 'widget-id': 'status' } }).then(...tell('call'));
fetch('${annex}/console/wb/status?plain').then(...tell('plain'));
fetch('${annex}/console/wb/status?form', { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ a: 1 }) }).then(...tell('form'));
</script>`;

/** The statuses that servers answered, also where the page must not know them. What is told of a request comes in any order. */
async function answersBehind(page) {
  const requests = new Map();
  const statuses = new Map();
  const network = await page.context().newCDPSession(page);
  network.on('Network.requestWillBeSent', ({ requestId, request }) => requests.set(`${request.method} ${request.url}`, requestId));
  network.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => statuses.set(requestId, statusCode));
  await network.send('Network.enable');
  return async (request) => {
    await until(`the answer to ${request} is known`, () => statuses.has(requests.get(request)));
    return statuses.get(requests.get(request));
  };
}

test('a page of another site can neither call a widget nor show the page', async () => {
  const other = createServer((req, res) => res.setHeader('content-type', 'text/html').end(OTHER_SITE(url)));
  await new Promise((listening) => other.listen(0, 'localhost', listening));
  try {
    const site = `http://localhost:${other.address().port}/`;
    await context?.close();
    context = await browser.newContext({ viewport: { width: 1000, height: 560 } });
    const page = await context.newPage();
    const told = [];
    const answerTo = await answersBehind(page);
    page.on('console', (message) => told.push(message.text()));
    await page.goto(site);
    for (const id of ['call', 'plain']) {
      await says(page.locator(`#${id}`), 'refused: Failed to fetch');
    }
    await says(page.locator('#form'), 'an answer of type opaque');
    assert.equal(await answerTo(`GET ${url}/console/wb/status?plain`), 403);
    assert.equal(await answerTo(`POST ${url}/console/wb/status?form`), 403);
    await page.waitForFunction(() => document.querySelector('iframe').contentDocument === null);
    await until('the browser says why there is no frame', () => told.some((each) => /frame-ancestors/.test(each)));
    assert.ok(!page.frames().some((each) => each.url().startsWith(url)), page.frames().map((each) => each.url()).join(' '));
    await screenshot(page, 'cross-site');
  } finally {
    other.close();
  }
});

/** A page of the same server that is none of ours may use the client by itself; here the page with widgets lends its origin. */
test('the client works as a script and as a module', async () => {
  const page = await open('/console/?widget=nosuch');
  const script = await page.evaluate(async () => {
    const element = document.createElement('script');
    element.src = '/console/assets/widget-client.js';
    await new Promise((loaded) => {
      element.onload = loaded;
      document.head.append(element);
    });
    return await window.Annex.getWidgetBackend('status').doGet('status');
  });
  assert.equal(script, 'OK');
  const module = await page.evaluate(async () => {
    const { getWidgetBackend } = await import('/console/assets/widget-client.mjs');
    const missing = await getWidgetBackend('status').doGet('nosuch').catch(({ message, status }) => ({ message, status }));
    return [await getWidgetBackend('status').doGet('status'), missing];
  });
  assert.deepEqual(module, ['OK', { message: 'No script for service NOSUCH for method GET for widget status', status: 404 }]);
});
