/**
 * Paths as other routers have them. Here a segment is a text or a parameter (`/user/:id`), so they are allowed, and answer hardly what their author
 * meant.
 */

interface Form {
  readonly form: RegExp;
  /** What it is here, and what to write. */
  readonly said: (path: string, match: RegExpExecArray) => string;
}

const SEGMENT = "'/user/:id'";

const FORMS: readonly Form[] = [
  {
    form: /^\/?https?:\/\/[^/]*/,
    said: (path, [found]) => `a path has neither scheme nor host (expected: '${path.slice(found.length) || '/'}')`,
  },
  {
    form: /\/{2,}/,
    said: (path) => `it has an empty segment, with which no request comes (expected: '${path.replace(/\/{2,}/g, '/')}')`,
  },
  {
    form: /(:[\w$]+)\?(?=\/|$)/,
    said: (path, [found, parameter]) => {
      const without = path.replace(/\/:[\w$]+\?.*$/, '') || '/';
      return `'${found}' is a parameter of that name, and not an optional one (expected: '${without}' and '${path.replace(found, parameter as string)}', a route each)`;
    },
  },
  {
    form: /(:[\w$]+)\(.*?\)(?=\/|$|\?)/,
    said: (path, [found, parameter]) =>
      `'${found}' is a parameter of that name, and no pattern (expected: '${path.replace(found, parameter as string)}', whose handler looks at req.params.${(parameter as string).slice(1)})`,
  },
  {
    form: /\?(.*)$/,
    said: (path, match) => `'?' begins no query here, so it is asked for by nobody (expected: '${path.slice(0, match.index) || '/'}', whose handler reads req.query)`,
  },
  {
    form: /\{\.*([\w$]+)\}|<(?:\w+:)?([\w$]+)>|\[\.*([\w$]+)\]/,
    said: (path, match) => {
      const name = match.slice(1).find((each) => each !== undefined) as string;
      return `'${match[0]}' is a text like any other, and no parameter (expected: '${path.replace(match[0], `:${name}`)}')`;
    },
  },
  {
    form: /\*+[\w$]*/,
    said: (path, [found]) =>
      `'${found}' is a text like any other, and no wildcard (expected: '${path.replace(found, ':name')}', which is one segment; router.files('/files', 'folder') serves a folder with all that is below it)`,
  },
  {
    form: /\/[^/:]+:[\w$]+|:[\w$]+[^\w$/][^/]*/,
    said: (_path, [found]) => `'${found.replace(/^\//, '')}' is one ${found.startsWith(':') ? 'parameter of that name' : 'text'} (expected: a parameter is a whole segment, as in ${SEGMENT})`,
  },
];

/**
 * What is wrong with a path, for its author; undefined for nothing.
 *
 * @param mount where the add-on is
 */
export function flawOf(path: string, mount: string): string | undefined {
  if (path.startsWith(`${mount}/`) || path === mount) {
    return `paths begin where the add-on does, so it answers ${mount}${path} (expected: '${path.slice(mount.length) || '/'}')`;
  }
  for (const { form, said } of FORMS) {
    const match = form.exec(path);
    if (match !== null) {
      return said(path, match);
    }
  }
  return undefined;
}
