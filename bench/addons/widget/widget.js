Stage.defineWidget({ id: "widget", name: "Benchmark", render: () => null });
