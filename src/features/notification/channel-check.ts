import { defined } from '../../core/defined';
import { nearest } from '../../core/nearest';
import { anything, number, Options, OptionCheck, shown, text } from '../../core/options';
import { checkAddress } from '../../flux/credentials';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { Secret } from '../secret';
import {
  CHANNEL_TYPES,
  ChannelField,
  ChannelFields,
  ChannelRule,
  ChannelSecret,
  ChannelSpec,
  ChannelType,
  SecretField,
} from './channel-fields';

const RULES: Readonly<Record<string, ChannelRule>> = CHANNEL_TYPES;

/** The rule of a type. */
export function ruleOf(type: ChannelType): ChannelRule {
  return RULES[type]!;
}

const TYPES: Readonly<Record<ChannelField, OptionCheck>> = {
  address: text,
  channel: text,
  username: text,
  // secretOf knows what they may be.
  secret: anything,
  certSecret: anything,
  proxySecret: anything,
  serviceAccountName: text,
  timeoutSeconds: number({ least: 1, most: 3600, whole: true }),
};

const SECRETS: readonly SecretField[] = ['secret', 'certSecret', 'proxySecret'];

/** A channel as plain data, or its problems. */
export function channelSpec(
  type: ChannelType,
  props: ChannelFields,
): { readonly spec: ChannelSpec | undefined; readonly problems: readonly string[] } {
  const problems = Object.hasOwn(RULES, type) ? channelProblems(type, props) : [unknownType(type)];
  if (problems.length > 0) return { spec: undefined, problems };
  const { secret: _, certSecret: _1, proxySecret: _2, ...plain } = props;
  const secrets = SECRETS.flatMap((field) => {
    const given = props[field];
    return given === undefined ? [] : [[field, secretOf(given)] as const];
  });
  const { address } = ruleOf(type);
  return {
    spec: { type, ...defined({ address }), ...plain, secrets: Object.fromEntries(secrets) },
    problems,
  };
}

function unknownType(type: unknown): string {
  const known = Object.keys(RULES).sort();
  const guess = typeof type === 'string' ? nearest(type, known, 3) : undefined;
  return `channel type ${shown(type)} is not known: ${guess === undefined ? `use one of ${known.join(', ')}` : `did you mean ${guess}?`}`;
}

function channelProblems(type: ChannelType, props: ChannelFields): string[] {
  const { needs, takes, anyOf = [] } = ruleOf(type);
  const used = [...new Set([...needs, ...takes])];
  const owner = `a channel of type ${type}`;
  const table = Object.fromEntries(used.map((field) => [field, TYPES[field]]));
  // A field of another type is known, so there is nothing that it could have been meant to be.
  const strange = Object.entries(props ?? {})
    .filter(([field, value]) => value !== undefined && Object.hasOwn(TYPES, field) && !used.includes(field as never))
    .map(([field]) => field);
  const own = typeof props === 'object' && props !== null ? without(props, strange) : props;
  const faults = Options.of<object>(owner, table).problems(own);
  const unused = strange.map(
    (field) => `channel gives ${field}, which type ${type} does not use: leave it out, or use ${used.join(', ')}`,
  );
  if (faults.length > 0) return [...unused, ...faults];
  const missing = needs.filter((field) => isMissing(props[field]));
  const addressed = props.address ?? ruleOf(type).address;
  return [
    ...unused,
    ...missing.map(
      (field) => `channel of type ${type} has no ${field}, which it cannot do without: give ${WORDS[field]}`,
    ),
    anyOf.length > 0 && anyOf.every((field) => isMissing(props[field]))
      ? `channel of type ${type} has no ${anyOf.join(' and no ')}: give one of them`
      : undefined,
    addressed === undefined
      ? undefined
      : checkAddress('channel address', addressed)?.replace('secretRef names', 'secret names'),
    ...SECRETS.map((field) => secretProblem(`channel ${field}`, props[field])),
    props.serviceAccountName === undefined
      ? undefined
      : checkDnsSubdomain('channel serviceAccountName', props.serviceAccountName),
    props.secret !== undefined && props.serviceAccountName !== undefined
      ? 'channel gives secret and serviceAccountName, of which Flux takes one: leave one out'
      : undefined,
  ].filter((problem) => problem !== undefined);
}

const WORDS: Readonly<Partial<Record<ChannelField, string>>> = {
  address: 'an address',
  channel: 'a channel, room, topic or key',
  secret: 'the name of a Secret with its credentials, or a Secret.external',
};

function isMissing(value: unknown): boolean {
  return value === undefined || value === '';
}

function without(props: object, fields: readonly string[]): object {
  return fields.length === 0
    ? props
    : Object.fromEntries(Object.entries(props).filter(([key]) => !fields.includes(key)));
}

/** The problem of a Secret by name or by `Secret.external`, if any. */
export function secretProblem(what: string, given: unknown): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string') return checkDnsSubdomain(what, given);
  if (!(given instanceof Secret)) return `${what} is ${shown(given)}: give the name of a Secret, or a Secret.external`;
  const [problem] = given.problems;
  if (problem !== undefined) return `${what}: ${problem}`;
  return given.spec?.from === 'sops' || given.spec?.from === 'sealed'
    ? `${what} is file ${quote(given.spec.file)}, which belongs to one namespace: place it with the secrets of a component or tenant, and give its name ${quote(given.name)}`
    : undefined;
}

/** A Secret as plain data. */
export function secretOf(given: string | Secret): ChannelSecret {
  if (typeof given === 'string') return { name: given };
  return given.spec?.from === 'external' ? { name: given.name, object: given.spec.object } : { name: given.name };
}
