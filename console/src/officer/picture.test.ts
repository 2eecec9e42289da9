import { describe, expect, it } from 'vitest';
import { fitted, MOST_BYTES, within } from './picture';

const blob = (size: number) => ({ size }) as Blob;

describe('a picture that leaves the phone', () => {
  it('is made smaller, never larger, and keeps its shape', () => {
    expect(fitted(4000, 3000)).toEqual([2048, 1536]);
    expect(fitted(640, 480)).toEqual([640, 480]);
    expect(fitted(3000, 10)).toEqual([2048, 7]);
  });

  it('loses quality first and size after that, until it is small enough', async () => {
    const tries: string[] = [];
    const sizes = [5e6, 3e6, 1.9e6];
    const made = await within((width, height, quality) => {
      tries.push(`${width}x${height}@${quality}`);
      return Promise.resolve(blob(sizes.shift() ?? 0));
    }, 4000, 3000);
    expect(made.size).toBeLessThanOrEqual(MOST_BYTES);
    expect(tries).toEqual(['2048x1536@0.82', '2048x1536@0.68', '1536x1152@0.7']);
  });

  it('is refused when it cannot be drawn', async () => {
    await expect(within(() => Promise.resolve(null), 10, 10)).rejects.toThrow();
  });
});
