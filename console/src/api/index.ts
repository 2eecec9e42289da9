export { type Answer, address, BASE, get, newKey, onRefusal, request, send } from './client';
export { ApiError, describe, type FieldFault } from './problem';
export { reachability, useReachable } from './reachability';
export type * from './shapes';
