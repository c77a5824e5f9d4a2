Stage.defineWidget({
    id: 'files',
    name: 'Upload and download',
    initialWidth: 6,
    render: (widget, data, error, toolbox) => <Files backend={toolbox.getWidgetBackend()} />
});

function Files({ backend }) {
    const [kept, setKept] = React.useState();
    const upload = ({ target }) => {
        const file = target.files[0];
        backend.doUpload('keep', { params: { name: file.name }, files: file }).then(setKept);
    };
    return (
        <>
            <p><label>File <input type="file" onChange={upload} /></label></p>
            <p>
                <button type="button" onClick={() => backend.doDownload('report', 'report.csv')}>Download</button>{' '}
                <button type="button" onClick={() => backend.doDownload('report')}>Download as it is called</button>
            </p>
            <pre>{kept && JSON.stringify(kept)}</pre>
        </>
    );
}
