import { quote } from '../kubernetes/names';

const REPOSITORY = /^[a-z0-9_./-]{1,255}$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Checks the part of an `oci://` URL behind the scheme by the rules of source-controller 1.10.1 (`parseRepository`) and
 * go-containerregistry 0.21.5 (`pkg/name`): registry, `/`, repository, without a tag or a digest.
 *
 * @param hasPath whether a repository must follow the registry: not if the name of a chart is added to the URL
 */
export function checkOciName(what: string, url: string, hasPath = true): string | undefined {
  const [, name = ''] = /^oci:\/\/(.*)$/s.exec(url) ?? [];
  const slash = name.indexOf('/');
  const path = slash < 0 ? '' : name.slice(slash + 1);
  const shown = `${what} ${quote(url)}`;
  if (name.includes('@')) return `${shown} has a digest: leave it out, and give it as digest`;
  if (path.includes(':')) return `${shown} has a tag: leave it out, and give it as tag or version`;
  if (name !== name.toLowerCase()) return `${shown} has capitals, which no registry takes: write it in lower case`;
  if (path === '') {
    return hasPath ? `${shown} has no path: write oci://registry/repository` : undefined;
  }
  // A chart's name follows the URL of a repository of charts, whose trailing slash Flux drops.
  const repository = hasPath ? path : path.replace(/\/+$/, '');
  return !REPOSITORY.test(repository) || repository.split('/').includes('')
    ? `${shown} is not a repository of a registry: use lower-case letters, digits, "-", "_", ".", and single "/" between them`
    : undefined;
}

/** Checks the tag of an artifact, by the rules of the OCI distribution specification 1.1. */
export function checkOciTag(tag: string): string | undefined {
  if (typeof tag === 'string' && TAG.test(tag)) return undefined;
  const plus = typeof tag === 'string' && tag.includes('+') ? ', with "_" in place of "+"' : '';
  return `tag ${quote(tag)} cannot be: use up to 128 letters, digits, "_", "." and "-"${plus}`;
}

/** Checks the digest of an artifact: source-controller knows SHA-256 alone. */
export function checkOciDigest(digest: string): string | undefined {
  return typeof digest === 'string' && DIGEST.test(digest)
    ? undefined
    : `digest ${quote(digest)} cannot be: write "sha256:" and 64 hexadecimal digits in lower case`;
}
