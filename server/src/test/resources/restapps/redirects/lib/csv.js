define((require) => {
  'use strict';

  const _ = require('underscore');
  const QUOTED = /^"(.*)"$/;

  const fields = (line) => line.split(';').map((field) => field.trim().replace(QUOTED, '$1').replace(/""/g, '"'));

  return {
    /** The rows of a text as objects, by the names in its first line. */
    parse(text) {
      const [head, ...rows] = text
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map(fields);
      return rows.map((row) => _.object(head, row));
    },

    format(rows, columns) {
      const quoted = (value) => (/[;"\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : String(value));
      return [columns, ...rows.map((row) => columns.map((column) => (row[column] === undefined ? '' : row[column])))]
        .map((row) => row.map(quoted).join(';'))
        .join('\r\n');
    },
  };
});
