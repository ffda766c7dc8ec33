import {
  anything,
  byTarget,
  flag,
  instance,
  list,
  mapOf,
  object,
  oneOf,
  Options,
  OptionTable,
  required,
  text,
  untyped,
} from '../../core/options';
import { EVENT_SOURCE_KINDS } from '../../flux/event-sources';
import { checkDnsSubdomain, checkLabels, quote } from '../../kubernetes/names';
import { checkGoRegexp } from '../../languages/go/go-regexp';
import { LanguageError } from '../../languages/go/language-error';
import { Placement } from '../placement';
import { Channel } from './channel';
import { NotificationProps, NotificationSettings, TenantNotificationProps, WatchedObjects } from './props';

/** Metadata that each event has, or that Flux sets itself. */
const OWN_METADATA = ['cluster', 'environment', 'tenant', 'app', 'summary'];
const FLUX_METADATA = ['checksum', 'revision', 'oci-digest', 'app-version'];

const SETTINGS = {
  channel: required(byTarget(instance('a Channel, such as Channel.slack(…)', () => Channel))),
  severity: oneOf('error', 'info'),
  inclusionList: list(text),
  exclusionList: list(text),
  summary: byTarget(text),
  eventMetadata: byTarget(mapOf(text)),
  placement: instance('a Placement', () => Placement),
  suspend: flag,
} satisfies OptionTable<NotificationSettings<object>>;

const PLATFORM = Options.of<NotificationProps<object>>('a notification', {
  ...SETTINGS,
  // watchProblems knows the kinds.
  watch: list(untyped(object<WatchedObjects>({ kind: required(untyped(text)), name: text, matchLabels: mapOf(text) }))),
  tenantNamespaces: flag,
});

const TENANT = Options.of<TenantNotificationProps<object>>('a notification of a tenant or an app', {
  ...SETTINGS,
  kinds: list(anything),
});

/** Receives the problems of a notification. */
type Report = (id: string, ...messages: ReadonlyArray<string | undefined>) => void;

/** The props without values of other types; what is wrong with them is reported. */
export function checkNotification<P extends NotificationSettings<never>>(scope: string, given: P, report: Report): P {
  const options: Pick<Options<object>, 'read'> = scope === 'tenant' || scope === 'app' ? TENANT : PLATFORM;
  const props = options.read(given, (id, message) => report(id, message)) as P & NotificationProps<never>;
  const { channel, eventMetadata, watch = [] } = props;
  const { kinds = [] } = props as TenantNotificationProps<never>;
  report(
    'notification',
    ...(channel instanceof Channel ? channel.problems : []),
    ...regexpProblems('inclusionList', props.inclusionList),
    ...regexpProblems('exclusionList', props.exclusionList),
    ...(typeof eventMetadata === 'object' ? metadataProblems(eventMetadata) : []),
    ...watch.flatMap((one, index) => watchProblems(`watch[${index}]`, one)),
    ...kinds.map((kind, index) => kindProblem(`kinds[${index}]`, kind)),
    watch.length === 0 && props.watch !== undefined
      ? 'watch is empty: name what is watched, or leave it out'
      : undefined,
  );
  return props;
}

/** Problems of the keys of further metadata, one message each. */
export function metadataProblems(metadata: Readonly<Record<string, string>>): string[] {
  return Object.keys(metadata).flatMap((key) => {
    if (OWN_METADATA.includes(key)) {
      return [
        `eventMetadata has ${quote(key)}, which each event carries already: choose another key${key === 'summary' ? ', or use the option summary' : ''}`,
      ];
    }
    return FLUX_METADATA.includes(key)
      ? [`eventMetadata has ${quote(key)}, which Flux overwrites with its own: choose another key`]
      : [];
  });
}

/** Flux takes a pattern that does not compile for one that matches nothing, and says so in an event alone. */
function regexpProblems(option: string, patterns: readonly string[] = []): Array<string | undefined> {
  return patterns.map((pattern, index) => {
    try {
      checkGoRegexp(pattern);
      return undefined;
    } catch (error) {
      if (!(error instanceof LanguageError)) throw error;
      return `${option}[${index}] ${quote(pattern)} is not a regular expression that Go takes: ${error.in(pattern)}`;
    }
  });
}

/** Problems of Flux objects by kind, and by name or labels. */
export function watchProblems(path: string, { kind, name, matchLabels }: WatchedObjects): Array<string | undefined> {
  return [
    kindProblem(`${path}.kind`, kind),
    name === undefined ? undefined : checkDnsSubdomain(`${path}.name`, name),
    ...(matchLabels === undefined ? [] : checkLabels(matchLabels).map((problem) => `${path}: ${problem}`)),
  ];
}

function kindProblem(path: string, kind: unknown): string | undefined {
  return (EVENT_SOURCE_KINDS as readonly unknown[]).includes(kind)
    ? undefined
    : `${path} ${quote(kind)} is no kind whose events Flux sends on: use one of ${EVENT_SOURCE_KINDS.join(', ')}`;
}
