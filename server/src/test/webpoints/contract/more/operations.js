exports['/loaded'] = { method: 'get', params: { x: { schema: { type: 'number' }, deserialize: true } }, handler: function (x, done) { done('loaded ' + x); } };
