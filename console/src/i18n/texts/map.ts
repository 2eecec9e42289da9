import { texts } from '../texts';

export const map = texts({
  label: ['地图：警情与警力', 'Map of incidents and units'],
  pick: ['在地图上点选', 'Pick on the map'],
  picking: ['在地图上点一下发生地点', 'Click where it is happening'],
  zoomTo: ['在地图上看', 'Show on the map'],
});
