export { DeskBadge, useMyDesk } from './DeskBadge';
