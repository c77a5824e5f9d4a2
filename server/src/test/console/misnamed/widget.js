Stage.defineWidget({ id: 'status', name: 'Not the status', render: () => null });
