/** The town with the board drawn on it. Heavy: screens take it through `LazyMap`. */
import { useQuery } from '@tanstack/react-query';
import * as maplibre from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Feature } from 'geojson';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { type Agency, get, type Items, type MapInfo } from '@/api';
import { useWords } from '@/i18n';
import type { LonLat } from '@/live/cards';
import { type BoardStore, liveBoard } from '@/live/store';
import { type Theme, useTheme } from '@/theme';
import { Failure, Loading } from '@/ui';
import { Drawing } from './drawing';
import './map.css';
import { mapStyle } from './style';
import { addSymbols } from './symbols';

maplibre.setWorkerUrl(workerUrl);

export interface MapViewProps {
  store?: BoardStore;
  /** Incident that is marked. */
  chosen?: string | null;
  route?: readonly LonLat[] | null;
  /** A found or picked place. */
  place?: LonLat | null;
  /** Where to look; a new array moves the map. */
  look?: LonLat | null;
  /** Places to bring into the picture together; a new array moves the map. */
  fit?: readonly LonLat[] | null;
  onIncident?: (id: string) => void;
  onUnit?: (id: string) => void;
  /** A click on the ground; when given, the pointer shows that a place can be picked. */
  onPick?: (location: LonLat) => void;
  label?: string;
}

export default function MapView(props: MapViewProps) {
  const info = useQuery({ queryKey: ['map-info'], queryFn: () => get<MapInfo>('/map/info'), staleTime: Infinity });
  if (info.data) return <Canvas {...props} info={info.data} />;
  if (info.error) return <Failure error={info.error} retry={() => void info.refetch()} />;
  return <Loading />;
}

function make(container: HTMLElement, info: MapInfo, theme: Theme): maplibre.Map {
  const [west, south, east, north] = info.bounds;
  const margin = Math.max(east - west, north - south) * 0.5;
  return new maplibre.Map({
    container,
    style: mapStyle(theme, info),
    center: info.center,
    zoom: 13.2,
    minZoom: 8,
    maxZoom: 19,
    maxBounds: [west - margin, south - margin, east + margin, north + margin],
    localIdeographFontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "WenQuanYi Zen Hei", sans-serif',
    attributionControl: { compact: true },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
}

function Canvas({ info, store = liveBoard, chosen = null, route = null, place = null, look = null, fit = null, ...acts }: MapViewProps & { info: MapInfo }) {
  const { t } = useWords();
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const held = useRef<{ map: maplibre.Map; drawing: Drawing; theme: Theme } | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const firstTheme = useEffectEvent(() => theme);

  const click = useEffectEvent((event: maplibre.MapMouseEvent, map: maplibre.Map) => {
    const { x, y } = event.point;
    const found = map.queryRenderedFeatures([[x - 8, y - 8], [x + 8, y + 8]], { layers: ['incidents', 'units'] });
    const top = found.find((each) => each.layer.id === 'incidents') ?? found[0];
    const id: unknown = top?.properties.id;
    if (acts.onPick) acts.onPick([event.lngLat.lng, event.lngLat.lat]);
    else if (typeof id === 'string') (top?.layer.id === 'incidents' ? acts.onIncident : acts.onUnit)?.(id);
  });

  useEffect(() => {
    if (!box.current) return;
    let map: maplibre.Map;
    try {
      map = make(box.current, info, firstTheme());
    } catch (error) {
      // A machine without WebGL keeps its lists; only the picture is missing.
      setFailed(error);
      return;
    }
    const drawing = new Drawing(map, store);
    held.current = { map, drawing, theme: firstTheme() };
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'bottom-right');
    map.addControl(new maplibre.ScaleControl({ maxWidth: 90 }), 'bottom-left');
    map.on('style.load', () => {
      addSymbols(map, held.current?.theme ?? 'night');
      drawing.restore();
    });
    map.on('click', (event) => click(event, map));
    for (const layer of ['incidents', 'units']) {
      map.on('mouseenter', layer, () => map.getCanvas().classList.add('is-over'));
      map.on('mouseleave', layer, () => map.getCanvas().classList.remove('is-over'));
    }
    return () => {
      held.current = null;
      drawing.stop();
      map.remove();
    };
  }, [info, store]);

  useEffect(() => {
    const { current } = held;
    if (!current || current.theme === theme) return;
    current.theme = theme;
    current.drawing.pause();
    current.map.setStyle(mapStyle(theme, info), { diff: false });
  }, [theme, info]);

  useEffect(() => held.current?.drawing.choose(chosen), [chosen, store, info]);
  useEffect(() => held.current?.drawing.showRoute(route), [route, store, info]);
  useEffect(() => held.current?.drawing.showPlace(place), [place, store, info]);
  useEffect(() => {
    const map = held.current?.map;
    if (map && look) map.easeTo({ center: look, zoom: Math.max(map.getZoom(), 14.5), duration: 350 });
  }, [look]);
  useEffect(() => {
    const map = held.current?.map;
    const [first, ...rest] = fit ?? [];
    if (!map || !first) return;
    const around = rest.reduce((bounds, each) => bounds.extend(each), new maplibre.LngLatBounds(first, first));
    map.fitBounds(around, { padding: 44, maxZoom: 16, duration: 350 });
  }, [fit, store, info]);

  useJurisdictions((features) => held.current?.drawing.showJurisdictions({ type: 'FeatureCollection', features }));

  if (failed !== null) return <Failure error={failed} />;
  return <div ref={box} className={`map${acts.onPick ? ' is-picking' : ''}`} role="application" aria-label={acts.label ?? t('map.label')} />;
}

function useJurisdictions(show: (features: Feature[]) => void): void {
  const agencies = useQuery({ queryKey: ['agencies'], queryFn: () => get<Items<Agency>>('/agencies'), staleTime: Infinity });
  const put = useEffectEvent(show);
  useEffect(() => {
    const stations = (agencies.data?.items ?? []).filter((each) => each.kind === 'station');
    put(stations.flatMap(({ jurisdiction }) => (jurisdiction ? [{ type: 'Feature' as const, properties: {}, geometry: jurisdiction }] : [])));
  }, [agencies.data]);
}
