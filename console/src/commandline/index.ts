export { CommandLine } from './CommandLine';
