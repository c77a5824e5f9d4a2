// EventSource, which reads what it is sent by `fetch`.
export { EventSource } from 'eventsource';
