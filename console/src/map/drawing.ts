/**
 * Keeps the map's sources in step with a board. Places of units never pass through React: while some unit glides
 * its source is filled again a few times a second, and only when the one before has been taken.
 */
import type { GeoJSON } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { LonLat } from '@/live/cards';
import type { BoardStore } from '@/live/store';
import { incidentFeatures, unitFeatures } from './features';

/** Between two fillings of the units' source: eight a second glide smoothly and leave the frame free. */
const STEP_MS = 125;
/** Where drawing is slow (no graphics hardware), it may take this part of the time and no more. */
const SHARE = 0.15;
const SLOWEST_MS = 1500;

export class Drawing {
  private readonly map: MapLibre;
  private readonly store: BoardStore;
  private readonly leave: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private step = STEP_MS;
  private unitsDirty = true;
  private filling = false;
  private ready = false;
  private chosen: string | null = null;
  private route: readonly LonLat[] | null = null;
  private place: LonLat | null = null;
  private jurisdictions: GeoJSON = { type: 'FeatureCollection', features: [] };

  constructor(map: MapLibre, store: BoardStore) {
    this.map = map;
    this.store = store;
    const drawn = () => this.measure();
    map.on('render', drawn);
    this.leave.push(() => map.off('render', drawn));
    let { incidents, units } = store.get();
    this.leave.push(
      store.subscribe(() => {
        const board = store.get();
        if (board.incidents !== incidents) this.fillIncidents();
        if (board.units !== units) this.touchUnits();
        ({ incidents, units } = board);
      }),
      store.positions.subscribe(() => this.touchUnits()),
    );
  }

  /** What a drawing costs is known only when the next task can run: drawing itself returns early. */
  private measure(): void {
    const began = performance.now();
    requestAnimationFrame(() => {
      const cost = performance.now() - began;
      const wanted = Math.min(Math.max((cost - 16) / SHARE, STEP_MS), SLOWEST_MS);
      this.step += (wanted - this.step) * 0.2;
    });
  }

  /** The style is there (again): everything has to be put into its sources. */
  restore(): void {
    this.ready = true;
    this.fillIncidents();
    this.fillRoute();
    this.fillPlace();
    this.fill('jurisdictions', this.jurisdictions);
    this.touchUnits();
  }

  /** The style is being exchanged; nothing can be drawn until it is there. */
  pause(): void {
    this.ready = false;
  }

  choose(incident: string | null): void {
    this.chosen = incident;
    this.fillIncidents();
  }

  showRoute(route: readonly LonLat[] | null): void {
    this.route = route;
    this.fillRoute();
  }

  showPlace(place: LonLat | null): void {
    this.place = place;
    this.fillPlace();
  }

  showJurisdictions(jurisdictions: GeoJSON): void {
    this.jurisdictions = jurisdictions;
    this.fill('jurisdictions', jurisdictions);
  }

  stop(): void {
    this.ready = false;
    clearTimeout(this.timer);
    this.leave.forEach((leave) => leave());
  }

  private fill(name: string, data: GeoJSON, done: () => void = () => undefined): void {
    const source = this.ready ? this.map.getSource<GeoJSONSource>(name) : undefined;
    // A source that goes away while it is filled (the style was exchanged) is filled again by `restore`.
    if (source) source.setData(data).then(done, done);
    else done();
  }

  private fillIncidents(): void {
    this.fill('incidents', incidentFeatures(this.store.get(), this.chosen));
  }

  private fillRoute(): void {
    const coordinates = this.route ? [...this.route] : [];
    this.fill('route', { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } });
  }

  private fillPlace(): void {
    const features = this.place ? [{ type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: this.place } }] : [];
    this.fill('place', { type: 'FeatureCollection', features });
  }

  private touchUnits(): void {
    this.unitsDirty = true;
    if (this.ready && !this.filling && this.timer === undefined) this.timer = setTimeout(() => this.stepUnits(), this.step);
  }

  private stepUnits(): void {
    this.timer = undefined;
    if (!this.ready || !this.unitsDirty) return;
    const frame = performance.now();
    this.unitsDirty = this.store.positions.gliding(frame) && !document.hidden;
    this.filling = true;
    const done = () => {
      this.filling = false;
      if (this.unitsDirty) this.touchUnits();
    };
    this.fill('units', unitFeatures(this.store.get(), this.store.positions, frame, this.store.clock()), done);
  }
}
