import { lazy, Suspense } from 'react';
import { Guard, Loading } from '@/ui';
import type { MapViewProps } from './MapView';

const MapView = lazy(() => import('./MapView'));

/** The map, fetched only by screens that show one; a fault in it leaves the rest of the desk working. */
export function LazyMap(props: MapViewProps) {
  return (
    <Guard>
      <Suspense fallback={<Loading />}>
        <MapView {...props} />
      </Suspense>
    </Guard>
  );
}
