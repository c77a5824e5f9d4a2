/** The names of all members of some values, by labels; what is inherited too. */
function membersOf(values) {
  const found = {};
  for (const [label, value] of Object.entries(values)) {
    const names = new Set();
    for (let at = Object(value); at !== null; at = Object.getPrototypeOf(at)) {
      for (const name of Object.getOwnPropertyNames(at)) {
        names.add(name);
      }
    }
    found[label] = value === undefined || value === null ? [] : [...names];
  }
  return found;
}

/** Which of some members, each written as `label.member`, say when they are called that they are not here. */
function absentOf(values, members) {
  return members.filter((each) => {
    const [label, member] = each.split('.');
    try {
      Object(values[label])[member]();
    } catch (error) {
      return / is not available here /.test(error.message) || / is a package of its own /.test(error.message);
    }
    return false;
  });
}

const globalNames = () => Object.getOwnPropertyNames(globalThis);
