import { texts } from '../texts';

export const intake = texts({
  title: ['接警台', 'Intake'],
});
