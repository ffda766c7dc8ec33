import { Schema } from './schema';

/** Keys of a list's items, each with the default of an absent one; empty for a set. */
export type ListKeys = ReadonlyArray<readonly [key: string, fallback: unknown]>;

/** The keys that identify the items of a list. */
export function listKeys(schema: Schema): ListKeys {
  return (schema.listKeys ?? []).map((key) => [key, schema.items?.properties?.[key]?.default] as const);
}

/** The first two positions with equal items or equal keys. */
export function duplicateIn(list: readonly unknown[], keys: ListKeys): readonly [number, number] | undefined {
  if (list.length < 2) return undefined;
  const seen = new Map<string, number>();
  for (const [position, item] of list.entries()) {
    const fields = (item ?? {}) as Readonly<Record<string, unknown>>;
    const id = JSON.stringify(keys.length > 0 ? keys.map(([key, fallback]) => fields[key] ?? fallback ?? null) : item);
    const first = seen.get(id);
    if (first !== undefined) return [first, position];
    seen.set(id, position);
  }
  return undefined;
}
