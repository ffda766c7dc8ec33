import { quote } from '../kubernetes/names';
import { Fields, fieldsIn, isGiven, listIn, mapsIn, textIn, valueIn } from './fields';
import { elsewhere, LOCKED } from './references';
import { ObjectRule } from './rule';

const RECEIVER = {
  controller: 'notification-controller',
  kind: 'Receiver',
  file: 'internal/server/receiver_handlers.go',
} as const;
const ALERT = {
  controller: 'notification-controller',
  kind: 'Alert',
  file: 'internal/server/event_handlers.go',
} as const;

/** The kinds whose API version notification-controller knows. */
const KNOWN_KINDS = [
  ...['ArtifactGenerator', 'Bucket', 'GitRepository', 'HelmChart', 'HelmRepository', 'ImageRepository'],
  'OCIRepository',
];

/** The types of receivers that compare `events` with the caller's. */
const TYPES_WITH_EVENTS = ['bitbucket', 'cdevents', 'github', 'gitlab'];

/** How callers name their events (the pages on webhooks of each); Flux compares them without regard to capitals. */
const EVENT_FORMS: Readonly<Record<string, { readonly is: RegExp; readonly like: string }>> = {
  bitbucket: { is: /^[a-z_]+:[a-z_:]+$/i, like: '"repo:refs_changed"' },
  github: { is: /^[a-z]+(?:_[a-z]+)*$/i, like: '"push"' },
  gitlab: { is: / Hook$/i, like: '"Push Hook"' },
};

function hasLabels(one: Fields): boolean {
  return isGiven(one['matchLabels']);
}

/** Rules that one Receiver or Alert decides. */
export const NOTIFICATION_RULES: readonly ObjectRule[] = [
  {
    ...RECEIVER,
    id: 'receiver-wildcard',
    severity: 'error',
    when: '`resources` has the name `*` without `matchLabels`',
    then: 'the Receiver is Ready, answers each call with an error, and reconciles nothing of that entry',
    check: (spec) =>
      mapsIn(spec['resources'])
        .filter((one) => one['name'] === '*' && !hasLabels(one))
        .map(
          ({ kind }) =>
            `resources selects every ${String(kind)} by name "*" without matchLabels, and each call fails: give matchLabels, or the names`,
        ),
  },
  {
    ...RECEIVER,
    id: 'receiver-labels-beside-name',
    severity: 'warning',
    when: '`resources` has `matchLabels` beside a name',
    then: 'the labels are not compared',
    check: (spec) =>
      mapsIn(spec['resources'])
        .filter((one) => textIn(one['name']) !== undefined && one['name'] !== '*' && hasLabels(one))
        .map(
          ({ kind, name }) =>
            `resources names ${String(kind)} ${quote(name)} with matchLabels, which are not compared: leave out the labels, or set the name to "*"`,
        ),
  },
  {
    ...RECEIVER,
    id: 'receiver-namespace',
    ...LOCKED,
    when: '`resources[].namespace` is another namespace, under lockdown',
    then: 'each call is answered with an error',
    check: (spec, context) =>
      mapsIn(spec['resources']).map(({ namespace }) => elsewhere('resources', namespace, context.namespace)),
  },
  {
    ...RECEIVER,
    id: 'receiver-api-version',
    severity: 'error',
    when: '`resources` has a kind of no default API version without `apiVersion`, such as Kustomization',
    then: 'the Receiver is Ready, and each call is answered with an error',
    check: (spec) =>
      mapsIn(spec['resources'])
        .filter(
          ({ kind, apiVersion }) => typeof kind === 'string' && !KNOWN_KINDS.includes(kind) && !isGiven(apiVersion),
        )
        .map(
          ({ kind }) => `resources has kind ${String(kind)}, whose API version Flux does not guess: give apiVersion`,
        ),
  },
  {
    ...RECEIVER,
    id: 'receiver-events-unused',
    severity: 'warning',
    when: '`events` for a type that has none, such as generic or harbor',
    then: 'every call is accepted',
    check: (spec) =>
      listIn(spec['events']).length > 0 && typeof spec['type'] === 'string' && !TYPES_WITH_EVENTS.includes(spec['type'])
        ? `events is not compared by type ${spec['type']}, so every call is accepted: leave it out`
        : undefined,
  },
  {
    ...RECEIVER,
    id: 'receiver-events-form',
    severity: 'warning',
    when: '`events` has a name that no caller of its type sends, such as `push` for gitlab',
    then: 'calls of such events are answered with an error, and nothing is reconciled',
    check: (spec) => {
      const form = EVENT_FORMS[textIn(spec['type']) ?? ''];
      return listIn(spec['events']).map((event) =>
        form === undefined || typeof event !== 'string' || form.is.test(event)
          ? undefined
          : `events has ${quote(event)}, which ${String(spec['type'])} never sends: write it as ${form.like}`,
      );
    },
  },
  {
    ...ALERT,
    id: 'alert-source-namespace',
    ...LOCKED,
    when: '`eventSources[].namespace` is another namespace, under lockdown',
    then: 'the events are discarded',
    check: (spec, context) =>
      mapsIn(spec['eventSources']).map(({ namespace }) => elsewhere('eventSources', namespace, context.namespace)),
  },
  {
    ...ALERT,
    id: 'alert-summary-twice',
    severity: 'warning',
    when: '`summary` beside `eventMetadata.summary`',
    then: '`summary` wins, with a warning event for every notification',
    check: (spec) =>
      isGiven(spec['summary']) && isGiven(valueIn(spec, 'eventMetadata', 'summary'))
        ? 'summary wins over eventMetadata.summary: leave out summary'
        : undefined,
  },
  {
    ...ALERT,
    id: 'alert-metadata-overwritten',
    severity: 'warning',
    when: '`eventMetadata` has one of the keys that Flux sets itself',
    then: "Flux's own value wins, with a warning event for every notification",
    check: (spec) =>
      Object.keys(fieldsIn(spec['eventMetadata']))
        .filter((key) => ['checksum', 'revision', 'oci-digest', 'app-version'].includes(key))
        .map((key) => `eventMetadata ${quote(key)} is overwritten by Flux's own: choose another key`),
  },
];
