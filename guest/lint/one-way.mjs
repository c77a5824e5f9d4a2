import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

/** The files of a folder, at whatever depth, by the paths that imports mean; with what each imports, types and `require` among it. */
function graphOf(root) {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  const known = new Set(files.map((name) => name.slice(0, -3).split(sep).join('/')));
  const graph = new Map();
  for (const name of known) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, `${name}.ts`), 'utf8'), true, true);
    const imported = importedFiles
      .map(({ fileName }) => fileName)
      .filter((path) => path.startsWith('.'))
      .map((path) => join(dirname(name), path).split(sep).join('/'))
      .map((path) => (known.has(path) ? path : path === '.' ? 'index' : `${path.replace(/\/$/, '')}/index`))
      .filter((path) => known.has(path) && path !== name);
    graph.set(name, new Set(imported));
  }
  return graph;
}

/** Files by the folder they lie in, below the root; what lies there itself puts the parts together. */
function folders(graph) {
  const between = new Map();
  const folder = (name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '(root)');
  for (const [name, imported] of graph) {
    const from = folder(name);
    const all = between.get(from) ?? new Set();
    for (const each of imported) {
      if (folder(each) !== from) {
        all.add(folder(each));
      }
    }
    between.set(from, all);
  }
  return { between, folder };
}

/** The shortest way from a node back to itself, or undefined. */
function circle(graph, start) {
  const ways = [[start]];
  const seen = new Set();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1)) ?? []) {
      if (next === start) {
        return [...way, start];
      }
      if (!seen.has(next)) {
        seen.add(next);
        ways.push([...way, next]);
      }
    }
  }
  return undefined;
}

const graphs = new Map();

/** No files and no folders know each other both ways, by types neither: each can be read with those below it alone. */
export const oneWay = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'object', properties: { root: { type: 'string' } }, required: ['root'] }],
    messages: {
      file: 'Files import each other in a circle, types included: {{way}}',
      folder: 'Folders import each other in a circle: {{way}}',
    },
  },
  create(context) {
    const { root } = context.options[0];
    const name = relative(root, context.filename).split(sep).join('/').replace(/\.ts$/, '');
    const graph = graphs.get(root) ?? graphOf(root);
    graphs.set(root, graph);
    return {
      Program(node) {
        const files = circle(graph, name);
        if (files !== undefined) {
          context.report({ node, messageId: 'file', data: { way: files.join(' → ') } });
        }
        const { between, folder } = folders(graph);
        const way = circle(between, folder(name));
        if (way !== undefined) {
          context.report({ node, messageId: 'folder', data: { way: way.join(' → ') } });
        }
      },
    };
  },
};
