import { texts } from '../texts';

export const officer = texts({
  title: ['我的任务', 'My assignment'],
});
