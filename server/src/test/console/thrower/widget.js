Stage.defineWidget({
    id: 'thrower',
    name: 'Thrower',
    fetchData: () => Promise.resolve({ items: null }),
    render(widget, data) {
        return data === null ? null : <p>{data.items.length} items</p>;
    }
});
