/** Node's `fs`, which is a part of the library that comes when it is first required. */
import { part } from '../../host/parts';

export default (part('fs') as { readonly default: object }).default;
