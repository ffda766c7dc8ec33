import { isBelow, pathIn } from '../tree/manifest-tree';
import { Layout } from './conventions';

/** A layout of a folder, for the tree that holds the folder. Nothing beside the folder has a place. */
export function layoutWithin(layout: Layout, folder: string): Layout {
  const rest = (path: string) => (path === folder ? '' : path.slice(folder.length + 1));
  return {
    placeOf: (path, exists) =>
      isBelow(path, folder) ? layout.placeOf(rest(path), (one) => exists(pathIn(folder, one))) : {},
    remoteOf: (directory) => (isBelow(directory, folder) ? layout.remoteOf(rest(directory)) : undefined),
    environmentOf: ({ file, ...object }) => layout.environmentOf({ ...object, file: rest(file) }),
    appOf: (place, name) => layout.appOf(place, name),
  };
}
