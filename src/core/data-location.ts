import { SourceLocation } from './source-location';

/** Where the keys of maps stand that were loaded from files. */
const LOCATIONS = new WeakMap<object, ReadonlyMap<string, SourceLocation>>();

/** Remembers where the keys of a map that was loaded stand. */
export function setDataLocations(map: object, locations: ReadonlyMap<string, SourceLocation>): void {
  LOCATIONS.set(map, locations);
}

/** Where a key of a map stands; undefined when the map was not loaded from a file. */
export function dataLocation(map: object, key: string): SourceLocation | undefined {
  return LOCATIONS.get(map)?.get(key);
}
