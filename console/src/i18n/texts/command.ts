import { texts } from '../texts';

export const command = texts({
});
