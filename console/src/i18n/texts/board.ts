import { texts } from '../texts';

export const board = texts({
  title: ['指挥台', 'Dispatch'],
});
