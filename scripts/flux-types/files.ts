import { fluxCatalog } from '../../src/schema/catalog';
import { KindFacts } from './facts';
import { TYPED_KINDS } from './kinds';
import { indexFile, specFile } from './print';

/** The generated files by name in src/flux/spec. */
export function specFiles(): Map<string, string> {
  const catalog = fluxCatalog();
  const files = new Map([['index.ts', indexFile(TYPED_KINDS)]]);
  for (const typed of TYPED_KINDS) {
    const kind = catalog.kind(typed.group, typed.kind);
    if (!kind) throw new Error(`${typed.kind} is not in the schemas: generate them again, or leave it out of kinds.ts`);
    files.set(`${typed.file}.ts`, specFile(typed, new KindFacts(catalog, kind)));
  }
  return files;
}
