export { AlarmBar } from './AlarmBar';
