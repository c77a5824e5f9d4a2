Stage.defineWidget({
    id: 'ticking',
    name: 'Polling',
    initialConfiguration: [Stage.GenericConfig.POLLING_TIME_CONFIG(0.2)],
    fetchData: (widget, toolbox) => toolbox.getWidgetBackend().doGet('calls'),
    render: (widget, data) => <p>Asked <b>{data}</b> times</p>
});
