import { defined } from '../../core/defined';
import { mergeMaps } from '../../core/merge-maps';
import { Images } from './image';

type Values = Readonly<Record<string, unknown>>;

/** A chart's values, with the images that have a `valuesPath` merged in; undefined if there are neither. */
export function withImages(values: Values | undefined, images: Images): Values | undefined {
  return Object.entries(images).reduce<Values | undefined>((merged, [name, image]) => {
    if (image.valuesPath === undefined) return merged;
    const { tag, digest } = image;
    const fields: Values = {
      repository: image.name ?? name,
      ...defined({ tag, digest }),
    };
    const nested = image.valuesPath.split('.').reduceRight<Values>((inner, key) => ({ [key]: inner }), fields);
    return mergeMaps(merged ?? {}, nested);
  }, values);
}
