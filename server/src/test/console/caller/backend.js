module.exports = function (r) {
  const answer = function (req, res) {
    let body = '';
    req.on('data', (chunk) => { body += chunk; });
    req.on('end', () => res.send({ method: req.method, query: req.query, tenant: req.headers.tenant, type: req.headers['content-type'], body }));
  };
  ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].forEach((method) => r.register('echo', method, answer));
};
