import { texts } from '../texts';

export const map = texts({
});
