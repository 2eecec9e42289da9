export { IncidentStatusMark, KindMark, PriorityMark, UnitStatusMark } from './Marks';
export { Countdown, Elapsed } from './Elapsed';
export { Empty, Failure, Guard, Loading } from './States';
