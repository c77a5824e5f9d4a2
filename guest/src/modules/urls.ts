/** Paths of an add-on as URLs, for `import.meta.url` and what takes that. */

export function urlOf(path: string): string {
  return `file://${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}`;
}

/** The path of a URL of a file; any other text is a path. */
export function pathOf(url: string): string {
  return url.startsWith('file:') ? decodeURIComponent(url.replace(/^file:\/{2}[^/]*|[?#].*$/g, '')) : url;
}
