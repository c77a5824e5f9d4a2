// What addons/route needs of a RESTApp's router, and no more. It reads and writes the messages of docs/design/messages.md.
(handler, together) => {
  const middleware = [];
  const routes = [];
  const router = {
    use(step) {
      middleware.push(step);
    },
    get(template, step) {
      const names = template.split('/').flatMap((segment) => (segment[0] === ':' ? [segment.slice(1)] : []));
      routes.push({ names, step });
    },
  };
  new Function('require', handler)(() => router);

  class Response {
    fields = 'content-type\napplication/json; charset=utf-8';
    body = '';

    set(name, value) {
      this.fields += `\n${name}\n${value}`;
    }

    json(value) {
      this.body = JSON.stringify(value);
    }
  }

  const params = (names, values) => {
    const params = {};
    const given = values.split('/');
    for (let i = 0; i < names.length; i++) params[names[i]] = decodeURIComponent(given[i]);
    return params;
  };

  const exchange = (message) => {
    const ends = [];
    for (let field = 0, at = -1; field < 6; field++) {
      at = message.indexOf('\0', at + 1);
      ends.push(at);
    }
    const { names, step } = routes[Number(message.slice(ends[0] + 1, ends[1]))];
    const req = { params: params(names, message.slice(ends[4] + 1, ends[5])) };
    const res = new Response();
    const next = (index) => (index < middleware.length ? middleware[index](req, res, () => next(index + 1)) : step(req, res));
    next(0);
    return `${message.slice(0, ends[0])}\u0000200\0${res.fields}\0\0t\0${res.body}`;
  };

  const all = (messages) => {
    let answers = '';
    for (let at = 0; at < messages.length; ) {
      const end = messages.indexOf('\0', at);
      at = end + 1 + Number(messages.slice(at, end));
      const answer = exchange(messages.slice(end + 1, at));
      answers += `${answer.length}\0${answer}`;
    }
    return answers;
  };

  return together ? all : exchange;
};
