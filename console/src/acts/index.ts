export { acts, asks } from './acts';
export { useDispositions } from './dispositions';
export { type Answer, done, refused, takeUndo, told, useAnswers, wrong } from './answers';
export { type Focus, getFocus, setFocus, useFocus } from './focus';
export { useAgencies, useAgencyName, useTypeName, useTypes } from './names';
export { useMay } from './may';
