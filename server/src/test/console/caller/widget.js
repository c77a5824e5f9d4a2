// Widgets that were written by hand declare what they like: neither name may meet another widget's.
const verbs = ['doGet', 'doPost', 'doPut', 'doPatch', 'doDelete'];
class Results extends React.Component {
    static propTypes = { toolbox: PropTypes.object.isRequired };
    state = { said: {} };

    call(verb) {
        const { toolbox } = this.props;
        const options = { params: { a: [1, 2] }, ...(verb === 'doGet' ? {} : { body: { n: 1 } }) };
        toolbox.getWidgetBackend()[verb]('echo', options)
            .then((said) => this.setState((state) => ({ said: { ...state.said, [verb]: said } })));
        toolbox.getContext().setValue('called', verb);
        toolbox.getEventBus().trigger('called', verb);
    }

    render() {
        return (
            <>
                {verbs.map((verb) => <button type="button" key={verb} onClick={() => this.call(verb)}>{verb}</button>)}
                <ul>
                    {_.map(this.state.said, (said, verb) => <li key={verb}><b>{verb}</b> <code>{JSON.stringify(said)}</code></li>)}
                </ul>
            </>
        );
    }
}

Stage.defineWidget({
    id: 'caller',
    name: 'Calls',
    description: 'Calls its backend by each method',
    initialWidth: 6,
    initialHeight: 10,
    isReact: true,
    permission: Stage.GenericConfig.CUSTOM_WIDGET_PERMISSIONS.CUSTOM_ALL,
    categories: [Stage.GenericConfig.CATEGORY.OTHERS],
    initialConfiguration: [
        Stage.GenericConfig.PAGE_SIZE_CONFIG(3),
        { id: 'filter', name: 'Filter', default: 'none', type: Stage.Basic.GenericField.STRING_TYPE }
    ],

    render: (widget, data, error, toolbox) => <Results toolbox={toolbox} />
});
