define(function (require) {
  'use strict';

  var storage = require('storage');
  var logUtil = require('LogUtil');
  var redirects = storage.getKeyValueDataStore('redirects');
  var statistics = storage.getKeyValueDataStore('statistics');
  var imports = storage.getCollectionDataStore('imports');

  function key(path) {
    return 'r-' + path.toLowerCase().replace(/^\/+|\/+$/g, '');
  }

  function find(path) {
    var found;
    redirects.get(key(path), function (err, data) {
      if (err) {
        if (err.type !== 'item_not_found') {
          logUtil.error('redirects: ' + JSON.stringify(err));
        }
        return;
      }
      found = data;
    });
    return found;
  }

  return {
    find: find,

    /** Puts a redirect where there is none; says whether it did. */
    add: function (from, to, permanent) {
      try {
        redirects.get(key(from));
        return false;
      } catch (e) {
        if (e.type === 'item_not_found') {
          redirects.put(key(from), { from: from, to: to, permanent: permanent });
          imports.add({ path: from, target: to, hits: 0, permanent: !!permanent });
          return true;
        }
        throw e;
      }
    },

    change: function (path, data) {
      return redirects.put(key(path), data);
    },

    remove: function (path) {
      var removed = redirects.remove(key(path));
      imports.find('ds.sortable.path:"' + path + '"', 100).each(function (err, item) {
        if (!err) {
          imports.remove(item.dsid);
        }
      });
      return removed;
    },

    count: function (path) {
      var all = 1;
      try {
        all = statistics.get(key(path)).hits + 1;
      } catch (e) {
        statistics.put(key(path), { first: path });
      }
      statistics.put(key(path), { hits: all });
      imports.find('ds.sortable.path:"' + path + '"', 1).each(function (err, item) {
        imports.set(item.dsid, { hits: all });
        imports.instantIndex(item.dsid);
      });
      return statistics.get(key(path));
    },

    page: function (query, count, skip, sort, order) {
      var result = imports.find(query, { count: count, skip: skip, orderBy: { field: sort, order: order } }), items = [];
      while (result.hasNext()) {
        items.push(result.next());
      }
      return items;
    },

    latest: function () {
      return imports.find('*:*', 1).toArray()[0];
    },

    clear: function () {
      imports.find('*', '1000').each(function (err, item) {
        redirects.remove(key(item.path));
      });
      imports.removeAll();
    }
  };
});
