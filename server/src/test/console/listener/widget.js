const verbs = [];

Stage.defineWidget({
    id: 'listener',
    name: 'Listener',
    initialWidth: 3,
    init() {
        this.loaded = true;
    },
    fetchParams: (widget, toolbox) => ({ called: toolbox.getContext().getValue('called') }),
    fetchData(widget, toolbox, params) {
        verbs.push(params.called || 'nothing');
        return Promise.resolve(verbs.join(', '));
    },
    render(widget, data, error, toolbox) {
        return <p>Fetched for: <b>{data}</b> for {toolbox.getManager().getSelectedTenant()}</p>;
    }
});
