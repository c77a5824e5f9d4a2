Stage.defineWidget({
    id: 'absent',
    name: 'Absent',
    render(widget, data, error, toolbox) {
        const { DataTable } = Stage.Basic;
        return <DataTable />;
    }
});
