import { SourceLocation } from './source-location';

/** Locations of the keys of maps that were loaded from files. */
const LOCATIONS = new WeakMap<object, ReadonlyMap<string, SourceLocation>>();

/** Remembers the locations of the keys of a loaded map. */
export function setDataLocations(map: object, locations: ReadonlyMap<string, SourceLocation>): void {
  LOCATIONS.set(map, locations);
}

/** Location of a key of a map; undefined if the map was not loaded from a file. */
export function dataLocation(map: object, key: string): SourceLocation | undefined {
  return LOCATIONS.get(map)?.get(key);
}
