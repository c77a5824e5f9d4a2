/** The answer of the scenario `route`; addons/route/index.js says the same. */
export const user = (id) => ({ id, name: `User ${id}`, email: `user${id}@example.com`, active: true, score: 87.5 });
