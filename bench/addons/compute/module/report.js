// About a millisecond of work with lodash: read a list of orders from JSON, and sum it up by country and product.
// Every server that is measured runs this very file, so it takes lodash as an argument.
module.exports = function (_) {
  const text = JSON.stringify(orders(60));

  return function report(id) {
    const lines = _(JSON.parse(text))
      .reject({ status: 'cancelled' })
      .flatMap((order) => order.lines.map((line) => _.assign({}, line, _.pick(order, ['country', 'customer.name', 'placed']))))
      .map((line) => _.assign(line, { product: _.kebabCase(line.product), amount: _.round(line.price * line.quantity, 2) }))
      .value();

    const countries = _(lines)
      .groupBy('country')
      .map((own, country) => ({
        country,
        customers: _.uniqBy(own, 'customer.name').length,
        amount: _.round(_.sumBy(own, 'amount'), 2),
        best: _(own).orderBy(['amount', 'product'], ['desc', 'asc']).take(3).map((line) => _.omit(line, ['country'])).value(),
      }))
      .orderBy('amount', 'desc')
      .value();

    const products = _(lines)
      .groupBy('product')
      .mapValues((own) => ({ quantity: _.sumBy(own, 'quantity'), amount: _.round(_.sumBy(own, 'amount'), 2) }))
      .value();

    return { id, lines: lines.length, countries, products };
  };
};

/** Invents orders: the same ones every time. */
function orders(count) {
  let state = 42;
  const random = (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
  const pick = (list) => list[random(list.length)];

  const countries = ['AT', 'BR', 'CA', 'DE', 'JP', 'KE', 'SE', 'US'];
  const products = ['Desk Lamp', 'Office Chair', 'Standing Desk', 'Paper Tray', 'Cable Box', 'Wall Clock'];
  const status = ['open', 'paid', 'shipped', 'cancelled'];
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    status: pick(status),
    country: pick(countries),
    customer: { name: `Customer ${random(60)}`, since: 2000 + random(25) },
    placed: `2025-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`,
    lines: Array.from({ length: 1 + random(4) }, () => ({
      product: pick(products),
      quantity: 1 + random(9),
      price: random(50000) / 100,
    })),
  }));
}
