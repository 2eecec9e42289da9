import { texts } from '../texts';

export const admin = texts({
  title: ['管理', 'Administration'],
});
