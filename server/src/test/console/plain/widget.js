Stage.defineWidget({
    id: 'plain',
    name: 'HTML',
    isReact: false,
    hasStyle: true,
    showBorder: false,
    fetchUrl: { server: '/-/health/live', page: '[backend]/widgets/plain/part.html[params:_size]' },
    initialConfiguration: [Stage.GenericConfig.PAGE_SIZE_CONFIG(7)],
    render: function (widget, data, error, toolbox) {
        return data === null ? 'waiting' : '<p class="styled">The server is <b>' + data.server.status + '</b>, ' + data.page + '</p>';
    },
    postRender: function (element, widget, data) {
        if (data !== null) {
            element.setAttribute('data-rendered', widget.id);
        }
    }
});
