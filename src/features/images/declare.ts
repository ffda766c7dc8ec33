import { defined } from '../../core/defined';
import { flag, object, oneOf, Options, required, text, instance, construct } from '../../core/options';
import type { Statement } from '../../core/source-location';
import { ImageRepository } from '../../flux/image-repository';
import { checkOciTag } from '../../flux/oci-names';
import { DURATION } from '../../flux/option-types';
import { policyFaults, type TagFilter, type TagPolicy } from '../../flux/select-tag';
import { checkDnsLabel, DNS_LABEL, quote } from '../../kubernetes/names';
import type { Image } from '../delivery';
import { FleetScope } from '../fleet';
import { Placement } from '../placement';
import { ImageAutomation } from './automation';
import type { DeclaredAutomation, DeclaredUpdate } from './declared';
import { ImageUpdateProps } from './props';
import { imageRegistry, openImageRegistry } from './registry';

const WAYS = ['semver', 'alphabetical', 'numerical', 'timestamp'] as const;

const UPDATE = Options.of<ImageUpdateProps>('updateImages', {
  image: text,
  policy: required(
    object<TagPolicy>({
      semver: text,
      alphabetical: oneOf('asc', 'desc'),
      numerical: oneOf('asc', 'desc'),
      timestamp: text,
    }),
  ),
  filterTags: object<TagFilter>({ pattern: required(text), extract: text }),
  placement: instance('a Placement', () => Placement),
  valuesPath: text,
  tagOnly: flag,
  initial: text,
  digestReflectionPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  secretName: text,
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  interval: DURATION,
  automation: construct('what fleet.imageAutomation returns', () => ImageAutomation),
});

/** An element whose images Flux updates. */
export interface UpdatedElement {
  /** Its fleet, for whose automations the updates are. */
  readonly fleet: FleetScope<object>;
  /** Address of the element. */
  readonly at: string;
  /** Whether it has an option `images`, which gets the tags. */
  readonly takesImages: boolean;
  readonly statement: Statement;
}

/** Images for the targets of a placement, to be given to an override. */
export interface UpdatedImages {
  readonly placement: Placement;
  readonly images: () => Readonly<Record<string, Image>>;
}

/** Declares updates of images, and gives the overrides through which the element gets their tags. */
export function declareUpdates(
  { fleet, at, takesImages, statement }: UpdatedElement,
  given: Readonly<Record<string, ImageUpdateProps>>,
): UpdatedImages[] {
  const { problems } = fleet;
  return Object.entries(given ?? {}).flatMap(([key, one]) => {
    const faults = UPDATE.problems(one).map((fault) => `image ${quote(key)}: ${fault}`);
    problems.add('option', at, ...faults);
    if (faults.length > 0) return [];
    const image = one.image ?? key;
    const name = nameOf(at, key, image);
    const wrong = checkUpdate(key, image, name, one, takesImages);
    problems.add('image', at, ...wrong);
    if (wrong.length > 0) return [];
    const update: DeclaredUpdate = { ...one, name, at, image, statement };
    openImageRegistry(fleet).updates.push(update);
    if (!takesImages || one.tagOnly === true) return [];
    return [{ placement: one.placement ?? Placement.everywhere(), images: () => imagesOf(fleet, update) }];
  });
}

/** The tag of an update as an image of a delivery; nothing as long as the versions file has no entry. */
function imagesOf(fleet: FleetScope<object>, update: DeclaredUpdate): Readonly<Record<string, Image>> {
  const entry = automationOf(fleet, update)?.entries.get(update.name);
  if (entry === undefined) return {};
  const { tag, digest } = entry;
  return { [update.image]: { tag, ...defined({ digest, valuesPath: update.valuesPath }) } };
}

/** The automation that writes the tag of an update; undefined if there is none, or nothing tells which. */
function automationOf(fleet: FleetScope<object>, { automation }: ImageUpdateProps): DeclaredAutomation | undefined {
  if (automation instanceof ImageAutomation) return automation;
  const { automations = [] } = imageRegistry(fleet) ?? {};
  return automations.length === 1 ? automations[0] : undefined;
}

/** `shop/web` with an image `ghcr.io/acme/web` is `shop-web`, with `ghcr.io/acme/cache` it is `shop-web-cache`. */
function nameOf(at: string, key: string, image: string): string {
  const own = DNS_LABEL.test(key) ? key : slug(key === image ? image.slice(image.lastIndexOf('/') + 1) : key);
  const parts = at.split('/');
  return [...parts, ...(own === parts.at(-1) ? [] : [own])].join('-');
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function checkUpdate(
  key: string,
  image: string,
  name: string,
  { policy, filterTags, valuesPath, initial, interval, digestReflectionPolicy, tagOnly }: ImageUpdateProps,
  takesImages: boolean,
): string[] {
  const what = `image ${quote(key)}`;
  const ways = WAYS.filter((way) => policy[way] !== undefined);
  const isOne = ways.length === 1;
  const found = [
    thrownBy(what, () => ImageRepository.manifest({ image, ...defined({ interval }) })),
    name === '' ? undefined : checkDnsLabel(`${what} gets a policy whose name`, name),
    isOne
      ? undefined
      : `${what} is selected in ${ways.length === 0 ? 'no way' : `${ways.length} ways`}: give one of ${WAYS.join(', ')}`,
    ...(isOne ? policyFaults(policy, filterTags) : []).map((fault) => `${what}, ${fault}`),
    policy.timestamp !== undefined && filterTags !== undefined
      ? `${what} has timestamp and filterTags: leave filterTags out, or give numerical in place of timestamp`
      : undefined,
    initial === undefined || checkOciTag(initial) === undefined
      ? undefined
      : `${what}, initial: ${checkOciTag(initial)}`,
    valuesPath !== undefined && !takesImages
      ? `${what} has a valuesPath, but there is no chart: leave it out`
      : undefined,
    valuesPath !== undefined && tagOnly === true
      ? `${what} has a valuesPath beside tagOnly, which gives no values: leave one of them out`
      : undefined,
    (digestReflectionPolicy ?? 'Never') === 'Never' || takesImages
      ? undefined
      : `${what} reflects a digest that objects in code cannot be given: leave digestReflectionPolicy out`,
  ];
  return found.filter((problem) => problem !== undefined);
}

/** The error of a function, as a problem. */
function thrownBy(what: string, make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return `${what}: ${(error as Error).message}`;
  }
}
