import { texts } from '../texts';

export const keys = texts({
});
