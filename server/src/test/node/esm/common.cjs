const { define } = { define: 'defined' };
exports.defined = define;
exports.bare = (made) => Object.setPrototypeOf(made, null);
