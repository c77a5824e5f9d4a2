package io.annex.server.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code annex new --style webpoints} makes. */
final class WebpointsFiles {
    private static final String JAVASCRIPT = """
            const { Application, parameters } = require('webpoints');
            const { NumberParam, StringParam } = parameters;

            const app = new Application({ greeting: 'Hello' });

            /** @type {typeof app.operations} */
            const operations = app.operations;

            // GET /%1$s/greet?name="Ada"
            operations['/greet'] = {
              method: 'get',
              description: 'Greets somebody',
              params: { name: new StringParam('World') },
              serialize: true,
              handler(name, callback) {
                callback({ message: `${this.greeting}, ${name}!` });
              },
            };

            // GET /%1$s/sum?x=1&y=2
            operations['/sum'] = {
              method: 'get',
              description: 'Adds two numbers',
              params: { x: new NumberParam(), y: new NumberParam(0) },
              serialize: true,
              handler(x, y, callback) {
                callback(x + y);
              },
            };

            app.run();
            """;
    private static final String TYPESCRIPT = """
            import { Application, parameters } from 'webpoints';
            import type { Callback } from '@annex/types/webpoints';

            interface Greeting {
              message: string;
            }

            const { NumberParam, StringParam } = parameters;

            const app = new Application();

            // GET /%1$s/greet?name="Ada"
            app.operations['/greet'] = {
              method: 'get',
              description: 'Greets somebody',
              params: { name: new StringParam('World') },
              serialize: true,
              handler(name: string, callback: Callback<Greeting>) {
                callback({ message: `Hello, ${name}!` });
              },
            };

            // GET /%1$s/sum?x=1&y=2
            app.operations['/sum'] = {
              method: 'get',
              description: 'Adds two numbers',
              params: { x: new NumberParam(), y: new NumberParam(0) },
              serialize: true,
              handler(x: number, y: number, callback: Callback<number>) {
                callback(x + y);
              },
            };

            app.run();
            """;
    private static final String TEST = """
            import assert from 'node:assert/strict';
            import { test } from 'node:test';
            import { fetch } from 'annex/test';

            test('adds two numbers', async () => {
              const answer = await fetch('/sum?x=1&y=2');
              assert.equal(await answer.text(), '3');
            });

            test('says which number is missing', async () => {
              const answer = await fetch('/sum?y=2');
              assert.equal(answer.status, 400);
              assert.equal(await answer.text(), 'Argument x is missing');
            });
            """;

    private WebpointsFiles() {
    }

    static Map<String, byte[]> of(String name, boolean typescript) {
        String extension = typescript ? ".ts" : ".js";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("server" + extension,
                (typescript ? TYPESCRIPT : JAVASCRIPT).formatted(name).getBytes(StandardCharsets.UTF_8));
        files.put("test/sums.test" + extension, TEST.getBytes(StandardCharsets.UTF_8));
        return files;
    }
}
