/**
 * A dictionary of one module: key -> [中文, English]. `{name}` is filled from the parameters;
 * `{n:unit|units}` writes the number with the English word that agrees with it.
 */
export type Text = readonly [zh: string, en: string];

export function texts<const T extends Record<string, Text>>(table: T): T {
  return table;
}

export type Params = Readonly<Record<string, string | number>>;

/** Fill the braces of a text; a parameter that is not given stays visible as its name, so that it is found. */
export function fill(text: string, params?: Params): string {
  if (!params) return text;
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one === undefined || many === undefined) return String(value);
    return `${value} ${Number(value) === 1 ? one : many}`;
  });
}
