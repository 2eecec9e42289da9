import { refused } from '@/acts';

/** Do an act from a button: what came of it is said at the foot of the desk. Answers whether it succeeded. */
export async function run(act: () => Promise<unknown>, said?: () => void): Promise<boolean> {
  try {
    await act();
    said?.();
    return true;
  } catch (error) {
    refused(error);
    return false;
  }
}
