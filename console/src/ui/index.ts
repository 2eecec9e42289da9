export { IncidentStatusMark, KindMark, PriorityMark, UnitStatusMark } from './Marks';
export { Empty, Failure, Guard, Loading } from './States';
