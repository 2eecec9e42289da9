export { shortNumber } from './features';
export { LazyMap } from './LazyMap';
export type { MapViewProps } from './MapView';
