package io.annex.server.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code annex new --style widget} makes. */
final class WidgetFiles {
    private static final String JAVASCRIPT = """
            /** @param {import('@annex/types/widget').BackendRegistrator} r */
            module.exports = function (r) {
              // GET /console/wb/status, with the header widget-id: %1$s
              r.register('status', 'GET', function (req, res) {
                res.send('OK');
              });

              // POST /console/wb/greet with {"name": "Ada"}
              r.register('greet', 'POST', async function (req, res) {
                let body = '';
                for await (const chunk of req) {
                  body += chunk;
                }
                res.send({ message: `Hello, ${JSON.parse(body).name}!` });
              });
            };
            """;
    private static final String TYPESCRIPT = """
            import type { BackendRegistrator } from '@annex/types/widget';

            interface Greeting {
              message: string;
            }

            function greet(name: string): Greeting {
              return { message: `Hello, ${name}!` };
            }

            export default function (r: BackendRegistrator) {
              // GET /console/wb/status, with the header widget-id: %1$s
              r.register('status', 'GET', (req, res) => {
                res.send('OK');
              });

              // POST /console/wb/greet with {"name": "Ada"}
              r.register('greet', 'POST', async (req, res) => {
                let body = '';
                for await (const chunk of req) {
                  body += chunk;
                }
                res.send(greet(JSON.parse(body).name as string));
              });
            }
            """;
    private static final String PAGE = """
            Stage.defineWidget({
              id: '%1$s',
              name: '%1$s',
              description: 'Shows what its backend says',
              initialWidth: 3,
              initialHeight: 6,
              isReact: true,
              hasReadme: false,
              permission: Stage.GenericConfig.CUSTOM_WIDGET_PERMISSIONS.CUSTOM_ALL,
              initialConfiguration: [Stage.GenericConfig.POLLING_TIME_CONFIG(30)],

              fetchData: function (widget, toolbox, params) {
                return toolbox.getWidgetBackend().doGet('status').then((status) => ({ status }));
              },

              render: function (widget, data, error, toolbox) {
                return (
                  <p>
                    Status: <b>{data ? data.status : 'unknown'}</b>
                  </p>
                );
              }
            });
            """;
    /** A grey square of one pixel, to be replaced. */
    private static final String PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
    private static final String TEST = """
            import assert from 'node:assert/strict';
            import { test } from 'node:test';
            import { fetch } from 'annex/test';

            test('says that it is well', async () => {
              const answer = await fetch('/status');
              assert.equal(await answer.text(), 'OK');
            });

            test('greets by name', async () => {
              const answer = await fetch('/greet', { method: 'POST', body: '{"name": "Ada"}' });
              assert.deepEqual(await answer.json(), { message: 'Hello, Ada!' });
            });
            """;

    private WidgetFiles() {
    }

    static Map<String, byte[]> of(String name, boolean typescript) {
        String extension = typescript ? ".ts" : ".js";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("backend" + extension, bytes(typescript ? TYPESCRIPT : JAVASCRIPT, name));
        files.put("widget.js", bytes(PAGE, name));
        files.put("widget.png", Base64.getDecoder().decode(PICTURE));
        files.put("test/backend.test" + extension, TEST.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static byte[] bytes(String template, String name) {
        return template.formatted(name).getBytes(StandardCharsets.UTF_8);
    }
}
