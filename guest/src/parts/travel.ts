// A clock that a test can put forward, for the add-on that is tested.
export { begin, hearing } from '../testkit/travel';
