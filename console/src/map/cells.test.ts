import { describe, expect, it } from 'vitest';
import { cellCentre } from './cells';

describe('a coarse cell', () => {
  it('has its middle where the server has it', () => {
    for (const [cell, lon, lat] of [['26644-58081', 121.4977344187686, 29.90025], ['28393-10114', -122.4198559655801, 37.77075], ['19999-40000', 0.00225013879, -0.00225]] as const) {
      const [x, y] = cellCentre(cell) ?? [0, 0];
      expect(x).toBeCloseTo(lon, 8);
      expect(y).toBeCloseTo(lat, 8);
    }
  });

  it('is none where the id is none', () => {
    expect(cellCentre(null)).toBeUndefined();
    expect(cellCentre('')).toBeUndefined();
    expect(cellCentre('c')).toBeUndefined();
    expect(cellCentre('99999-0')).toBeUndefined();
  });
});
