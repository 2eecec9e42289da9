/**
 * A picture as it may leave the phone: drawn anew, so that nothing of the file's own data (place, phone, owner)
 * goes with it, and small enough for a bad network.
 */
const LONGEST_SIDE = 2048;
export const MOST_BYTES = 2_000_000;
/** Tries in order: quality first, then size. */
const TRIES: readonly (readonly [scale: number, quality: number])[] = [[1, 0.82], [1, 0.68], [0.75, 0.7], [0.5, 0.7], [0.35, 0.6]];

export class UnreadablePicture extends Error {}

/** Size that fits the longest side, never enlarged. */
export function fitted(width: number, height: number, longest: number = LONGEST_SIDE): [width: number, height: number] {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

export type Draw = (width: number, height: number, quality: number) => Promise<Blob | null>;

/** The first try that is small enough; the smallest when none is. */
export async function within(draw: Draw, width: number, height: number, most: number = MOST_BYTES): Promise<Blob> {
  let last: Blob | null = null;
  for (const [scale, quality] of TRIES) {
    const [w, h] = fitted(width, height, LONGEST_SIDE * scale);
    last = await draw(w, h, quality);
    if (last && last.size <= most) return last;
  }
  if (!last) throw new UnreadablePicture();
  return last;
}

/** A JPEG of at most 2 MB made from what the camera or the person gave. Throws `UnreadablePicture`. */
export async function reducedPicture(file: Blob): Promise<Blob> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new UnreadablePicture();
  }
  const canvas = document.createElement('canvas');
  const paper = canvas.getContext('2d');
  if (!paper) throw new UnreadablePicture();
  try {
    return await within(
      (width, height, quality) => {
        canvas.width = width;
        canvas.height = height;
        paper.drawImage(bitmap, 0, 0, width, height);
        return new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
      },
      bitmap.width,
      bitmap.height,
    );
  } finally {
    bitmap.close();
    canvas.width = canvas.height = 0;
  }
}
