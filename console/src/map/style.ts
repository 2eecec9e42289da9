/**
 * Our own style, drawn from the server's vector tiles alone. There are no glyph files: the browser draws the
 * labels with the system's fonts, so nothing is fetched from anywhere.
 */
import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { MapInfo } from '@/api';
import { address } from '@/api';
import type { Theme } from '@/theme';
import { type Palette, PALETTES } from './palette';

const FONT = ['sans-serif'];
const MAIN = ['motorway', 'trunk', 'primary', 'motorway_link', 'trunk_link', 'primary_link', 'secondary', 'secondary_link'];
const PATHS = ['footway', 'path', 'pedestrian', 'steps', 'cycleway', 'track', 'bridleway', 'corridor', 'foot'];

const isMain: ExpressionSpecification = ['in', ['get', 'class'], ['literal', MAIN]];
const isPath: ExpressionSpecification = ['in', ['get', 'class'], ['literal', PATHS]];

/** Width in pixels by zoom: doubled from zoom to zoom once a street is wide enough to be seen. */
function width(at12: number, at15: number, at18: number): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.5], ['zoom'], 10, at12 / 2, 12, at12, 15, at15, 18, at18];
}

function ground(c: Palette): LayerSpecification[] {
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
    {
      id: 'land', type: 'fill', source: 'town', 'source-layer': 'land',
      paint: {
        'fill-color': [
          'match', ['get', 'class'],
          ['park', 'grass', 'forest', 'wood', 'meadow', 'garden', 'recreation_ground', 'pitch', 'cemetery', 'nature_reserve', 'golf_course', 'farmland', 'scrub'], c.park,
          ['industrial', 'commercial', 'retail', 'port', 'harbour', 'railway'], c.industry,
          c.built,
        ],
      },
    },
    { id: 'water', type: 'fill', source: 'town', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': c.water } },
    {
      id: 'streams', type: 'line', source: 'town', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': c.water, 'line-width': width(1, 3, 8) },
    },
    { id: 'buildings', type: 'fill', source: 'town', 'source-layer': 'buildings', minzoom: 13.5, paint: { 'fill-color': c.building } },
  ];
}

function roads(c: Palette): LayerSpecification[] {
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const layer = { type: 'line', source: 'town', 'source-layer': 'roads', layout } as const;
  const street: ExpressionSpecification = ['all', ['!', isMain], ['!', isPath]];
  return [
    {
      id: 'ferries', type: 'line', source: 'town', 'source-layer': 'ferries',
      paint: { 'line-color': c.ferry, 'line-width': 1.3, 'line-dasharray': [4, 3] },
    },
    { ...layer, id: 'paths', filter: isPath, minzoom: 14, paint: { 'line-color': c.path, 'line-width': 1.2, 'line-dasharray': [3, 2] } },
    { ...layer, id: 'street-edges', filter: street, minzoom: 13, paint: { 'line-color': c.roadCasing, 'line-width': width(1.4, 5.5, 20) } },
    { ...layer, id: 'main-edges', filter: isMain, paint: { 'line-color': c.roadCasing, 'line-width': width(3, 9, 28) } },
    { ...layer, id: 'streets', filter: street, paint: { 'line-color': c.road, 'line-width': width(0.8, 4, 17) } },
    { ...layer, id: 'main', filter: isMain, paint: { 'line-color': c.roadMain, 'line-width': width(2, 7, 25) } },
  ];
}

function labels(c: Palette): LayerSpecification[] {
  return [
    {
      id: 'street-names', type: 'symbol', source: 'town', 'source-layer': 'roads', minzoom: 13.5, filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 13, 10.5, 17, 13], 'symbol-spacing': 320, 'text-max-angle': 35,
      },
      paint: { 'text-color': c.label, 'text-halo-color': c.labelHalo, 'text-halo-width': 1.4 },
    },
    {
      id: 'names', type: 'symbol', source: 'town', 'source-layer': 'labels',
      layout: {
        'text-field': ['get', 'name'], 'text-font': FONT, 'text-padding': 6, 'text-max-width': 8,
        'text-size': ['match', ['get', 'class'], ['city', 'town'], 16, ['suburb', 'district', 'quarter', 'village'], 13, 11.5],
      },
      paint: {
        'text-color': ['match', ['get', 'class'], ['water', 'bay', 'harbour', 'river'], c.labelWater, c.label],
        'text-halo-color': c.labelHalo, 'text-halo-width': 1.4,
      },
    },
  ];
}

/** What the desk draws on the town: jurisdictions, the route, units, incidents, a place that was found. */
function work(c: Palette): LayerSpecification[] {
  return [
    {
      id: 'jurisdictions', type: 'line', source: 'jurisdictions',
      paint: { 'line-color': c.boundary, 'line-width': 1.2, 'line-dasharray': [6, 4], 'line-opacity': 0.55 },
    },
    { id: 'route-edge', type: 'line', source: 'route', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': c.routeCasing, 'line-width': 8 } },
    { id: 'route', type: 'line', source: 'route', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': c.route, 'line-width': 4 } },
    {
      id: 'chosen', type: 'circle', source: 'incidents', filter: ['==', ['get', 'chosen'], true],
      paint: { 'circle-radius': 21, 'circle-color': c.route, 'circle-opacity': 0.2, 'circle-stroke-color': c.route, 'circle-stroke-width': 2 },
    },
    {
      id: 'units', type: 'symbol', source: 'units',
      layout: {
        'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['get', 'order'],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.55, 14, 0.85, 16, 1],
      },
      paint: { 'icon-opacity': ['case', ['get', 'stale'], 0.5, 1] },
    },
    {
      id: 'unit-names', type: 'symbol', source: 'units', minzoom: 13.5,
      layout: {
        'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-offset': [0, 1.15], 'text-anchor': 'top', 'text-optional': true,
        'symbol-sort-key': ['get', 'order'],
      },
      paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'incidents', type: 'symbol', source: 'incidents',
      layout: {
        'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['get', 'order'],
        'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11.5, 'text-offset': [0, 1.35], 'text-anchor': 'top', 'text-optional': true,
      },
      paint: { 'icon-opacity': ['case', ['get', 'rough'], 0.7, 1], 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.8 },
    },
    {
      id: 'place', type: 'symbol', source: 'place',
      layout: { 'icon-image': 'place', 'icon-anchor': 'bottom', 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
  ];
}

const none: GeoJSONSourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };

export function mapStyle(theme: Theme, info: MapInfo, origin: string = location.origin): StyleSpecification {
  const c = PALETTES[theme];
  return {
    version: 8,
    sources: {
      town: {
        type: 'vector',
        tiles: [`${origin}${address('/map/tiles')}/{z}/{x}/{y}.mvt?v=${encodeURIComponent(info.hash)}`],
        minzoom: 8, maxzoom: 15, bounds: info.bounds, attribution: info.attribution,
      },
      jurisdictions: none, route: none, incidents: none, place: none,
      // One or two tiles hold all that moves (to about 2 m): a fresh set of places is one drawing, not one a tile.
      units: { ...none, maxzoom: 11 },
    },
    layers: [...ground(c), ...roads(c), ...labels(c), ...work(c)],
  };
}
