module.exports = function (r) {
  r.register('keep', 'PUT', async function (req, res) {
    const chunks = [];
    for await (const chunk of req) {
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    res.send({ type: req.headers['content-type'], size: bytes.length, begin: bytes.toString('utf8', 0, 12), name: req.query.name });
  });
  r.register('report', 'GET', function (req, res) {
    res.type('text/csv').attachment('made by the backend.csv').send('name,size\nÄ,1\n');
  });
};
