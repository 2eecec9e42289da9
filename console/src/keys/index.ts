export { KeyOverlay } from './KeyOverlay';
export { type Binding, isTyping, useKeys } from './registry';
