import { texts } from '../texts';

export const desks = texts({
});
