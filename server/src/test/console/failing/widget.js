Stage.defineWidget({
    id: 'failing',
    name: 'Error',
    initialWidth: 3,
    fetchData: (widget, toolbox) => toolbox.getWidgetBackend().doGet('taken'),
    render: (widget, data, error) => <p>Status {error ? error.status : 'none'}</p>
});
