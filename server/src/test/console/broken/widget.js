Stage.defineWidget({
    id: 'broken',
    name: 'Broken',
    render() {
        return (
            <p>
                <b>Bold</p>
        );
    }
});
