package io.annex.server.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code annex new --style restapp} makes. */
final class RestappFiles {
    private static final String MANIFEST = """
            {
              "id": "%s",
              "version": "1.0.0",
              "type": "RESTApp",
              "name": "%s"
            }
            """;
    private static final String JAVASCRIPT = """
            const router = require('router');

            // GET /rest-api/%1$s
            router.get('/', (req, res) => {
              res.json({ message: 'Hello, World!' });
            });

            // GET /rest-api/%1$s/Ada
            router.get('/:name', (req, res) => {
              res.json({ message: `Hello, ${req.params.name}!` });
            });
            """;
    private static final String TYPESCRIPT = """
            import router from 'router';

            interface Greeting {
              message: string;
            }

            function greet(name: string): Greeting {
              return { message: `Hello, ${name}!` };
            }

            // GET /rest-api/%1$s
            router.get('/', (req, res) => {
              res.json(greet('World'));
            });

            // GET /rest-api/%1$s/Ada
            router.get('/:name', (req, res) => {
              res.json(greet(req.params.name as string));
            });
            """;
    private static final String TEST = """
            import assert from 'node:assert/strict';
            import { test } from 'node:test';
            import { fetch } from 'annex/test';

            test('greets everybody', async () => {
              const answer = await fetch('/');
              assert.equal(answer.status, 200);
              assert.deepEqual(await answer.json(), { message: 'Hello, World!' });
            });

            test('greets by name', async () => {
              const answer = await fetch('/Ada');
              assert.deepEqual(await answer.json(), { message: 'Hello, Ada!' });
            });
            """;

    private RestappFiles() {
    }

    static Map<String, byte[]> of(String name, boolean typescript) {
        String extension = typescript ? ".ts" : ".js";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("manifest.json", bytes(MANIFEST, name));
        files.put("index" + extension, bytes(typescript ? TYPESCRIPT : JAVASCRIPT, name));
        files.put("test/greetings.test" + extension, bytes(TEST, name));
        return files;
    }

    private static byte[] bytes(String template, String name) {
        return template.formatted(name, name).getBytes(StandardCharsets.UTF_8);
    }
}
