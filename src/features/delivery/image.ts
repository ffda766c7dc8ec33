import { object, text } from '../../core/options';
import { quote } from '../../kubernetes/names';

/** Replacement of an image. At least one of `name`, `tag` and `digest` is given. */
export interface Image {
  /**
   * Name of the replacement, without tag and digest.
   *
   * @default - the same image
   */
  readonly name?: string;

  /**
   * Tag.
   *
   * @default - the digest alone says which one it is; or the tag that is there
   */
  readonly tag?: string;

  /**
   * Digest, `sha256:` and 64 hexadecimal digits. It takes precedence over the tag.
   *
   * @default - the tag says which one it is
   */
  readonly digest?: string;

  /**
   * Path in the chart's values of the map that the chart reads the image from, such as `web.image`. The map gets
   * `repository`, `tag` and `digest`. Only for charts.
   *
   * @default - the image is replaced in what the chart renders
   */
  readonly valuesPath?: string;
}

/** The options of an image. */
export const IMAGE_OPTIONS = object<Image>({ name: text, tag: text, digest: text, valuesPath: text });

/** Image replacements by the image's name as written in the manifests, without tag and digest. */
export type Images = Readonly<Record<string, Image>>;

const NAME = /^[a-z0-9]+([._/:-]+[a-z0-9]+)*$/i;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const VALUES_PATH = /^[^.[\]\s]+(\.[^.[\]\s]+)*$/;

/** Problems of images, one message each. */
export function checkImages(images: Images, isChart: boolean): string[] {
  return Object.entries(images).flatMap(([key, image]) => {
    const what = `image ${quote(key)}`;
    const { name, tag, digest, valuesPath } = image;
    const problems = [
      checkName(what, key),
      name === undefined ? undefined : checkName(`${what} gets the name ${quote(name)}, which`, name),
      tag === undefined || TAG.test(tag)
        ? undefined
        : `${what} gets the tag ${quote(tag)}, which is none: use up to 128 letters, digits, "_", "." and "-"`,
      digest === undefined || DIGEST.test(digest)
        ? undefined
        : `${what} gets the digest ${quote(digest)}, which is none: write "sha256:" and 64 hexadecimal digits`,
      name === undefined && tag === undefined && digest === undefined
        ? `${what} says nothing: give a tag, a digest or a name`
        : undefined,
      valuesPath === undefined || VALUES_PATH.test(valuesPath)
        ? undefined
        : `${what} has the valuesPath ${quote(valuesPath)}: write keys with dots in between, such as "web.image"`,
      valuesPath !== undefined && !isChart
        ? `${what} has a valuesPath, but there is no chart: leave it out`
        : undefined,
    ];
    return problems.filter((problem) => problem !== undefined);
  });
}

function checkName(what: string, name: string): string | undefined {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return NAME.test(name) && !last.includes(':')
    ? undefined
    : `${what} is not an image's name: write it as in the manifests, without tag and digest`;
}
