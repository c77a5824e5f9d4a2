// In the place of what fetch-blob evaluates to find streams: they are on the global object.
export {};
