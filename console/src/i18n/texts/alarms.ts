import { texts } from '../texts';

export const alarms = texts({
});
