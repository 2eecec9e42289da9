import { texts } from '../texts';

export const review = texts({
  title: ['复盘', 'Review'],
});
