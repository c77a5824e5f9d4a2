Stage.defineWidget({
    id: 'status',
    name: 'Status',
    description: 'Shows what its backend says',
    initialWidth: 3,
    initialHeight: 6,
    isReact: true,
    hasReadme: false,
    permission: Stage.GenericConfig.CUSTOM_WIDGET_PERMISSIONS.CUSTOM_ALL,
    initialConfiguration: [Stage.GenericConfig.POLLING_TIME_CONFIG(30)],

    fetchData: function(widget, toolbox, params) {
        return toolbox.getWidgetBackend().doGet('status')
            .then((data) => Promise.resolve({status: data}))
            .catch((error) => Promise.reject('Error fetching status. Error: ' + error));
    },

    render: function(widget,data,error,toolbox) {
        let status = data ? data.status : 'unknown';
        return (
            <p>
                Status: <b>{status}</b>
            </p>
        );
    }
});
