// Web streams.
export * from 'web-streams-polyfill';
