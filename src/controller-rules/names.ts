import { quote } from '../kubernetes/names';
import { Fields, mapsIn, textIn } from './fields';

/** Characters that names of nearly all objects may have: those of roles may have others. */
const NAME_PART = /^[a-z0-9.-]*$/;

export function* wrongParts(spec: Fields): Generator<string> {
  for (const [field, ends] of [['namePrefix', /^[-.]/] as const, ['nameSuffix', /[-.]$/] as const]) {
    const part = textIn(spec[field]);
    if (part === undefined || part.includes('${') || (NAME_PART.test(part) && !ends.test(part))) continue;
    yield `${field} ${quote(part)} makes names that only roles may have: use lower-case letters, digits, "-" and "."`;
  }
}

/** A tag at the end replaces that of an image without one. Addresses of version 6 are hosts, never whole names. */
const NAME =
  /^(?:[\w.-]+(?::\d+)?|\[[\da-fA-F:]+\](?::\d+)?(?=\/))(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?$/;
const TAG = /^\w[\w.-]{0,127}$/;
/** Those that the kubelet knows, by opencontainers/go-digest 1.0.0. */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** The rules for fields of an entry of `images`. */
const IMAGE_FIELDS = [
  ['newName', NAME, 'the name of an image: write registry/repository'],
  ['newTag', TAG, 'a tag: use letters, digits, "_", "." and "-", at most 128'],
  ['digest', DIGEST, 'a digest: write one such as sha256:…, with all 64 digits, in lower case'],
] as const;

export function* wrongImages(spec: Fields): Generator<string> {
  for (const [index, image] of mapsIn(spec['images']).entries()) {
    for (const [field, pattern, what] of IMAGE_FIELDS) {
      const text = textIn(image[field]);
      if (text === undefined || text.includes('${') || pattern.test(text)) continue;
      yield `images[${index}].${field} ${quote(text)} is not ${what}`;
    }
  }
}
