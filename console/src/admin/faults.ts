/** A refusal's faults, put beside the fields of a form; what belongs to no field is answered for the whole. Pure. */
import { ApiError, describe } from '@/api';
import type { Words } from '@/i18n';

export interface Faults {
  fields: { name: string[]; errors: string[] }[];
  rest: string | null;
}

/** `names` are the form's fields, written as the server writes them (`priorities.P1.offer_seconds`). */
export function faultsOf(error: unknown, names: readonly string[], words: Words): Faults {
  if (!(error instanceof ApiError) || error.fields.length === 0) return { fields: [], rest: describe(error, words) };
  const known = error.fields.map((fault) => ({ fault, name: names.find((name) => fault.field === name || fault.field.startsWith(`${name}.`)) }));
  const byName = new Map<string, string[]>();
  for (const { fault, name } of known) {
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), fault.text || error.message]);
  }
  const unplaced = known.filter(({ name }) => name === undefined).map(({ fault }) => `${fault.field}: ${fault.text}`);
  return {
    fields: [...byName].map(([name, errors]) => ({ name: name.split('.'), errors })),
    rest: unplaced.length > 0 ? [error.message, ...unplaced].filter(Boolean).join(' ') : null,
  };
}
