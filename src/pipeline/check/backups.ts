import { yamlReader } from '../../core/yaml-reader';
import type { RuleAcknowledgement } from '../../features/fleet';
import { KubernetesObject } from '../../kubernetes/objects';
import { type BackupSchedule, type Holder, holderOf, isSchedule, mayHold, scheduleOf, uncovered } from '../../recovery';
import { PlacedUnit } from '../../units/placed-unit';
import { Rule, RuleFinding } from '../../units/rule';

/** A fleet's rules about its backups. */
export interface BackupRules {
  /** Whether what no schedule covers is an error. */
  readonly required: boolean;
  readonly acknowledged: readonly RuleAcknowledgement[];
  /** The fleet, as the place of problems of acknowledgements. */
  readonly fleet: string;
  /** As `YYYY-MM-DD`. */
  readonly today: string;
}

interface OnCluster {
  readonly holders: Array<Holder & { readonly at: string }>;
  readonly schedules: BackupSchedule[];
}

/** Claims and databases are in a schedule of backups, or acknowledged. */
export function backupRules({ required, acknowledged, fleet, today }: BackupRules): Rule {
  const clusters = new Map<string, OnCluster>();
  const used = new Set<RuleAcknowledgement>();
  return {
    place({ cluster, unit, at }) {
      const objects = unit.identities.some(isOfInterest) ? objectsOf(unit) : [];
      if (objects.length === 0) return [];
      const here = clusters.get(cluster) ?? { holders: [], schedules: [] };
      clusters.set(cluster, here);
      for (const object of objects) {
        const [holder, schedule] = [holderOf(object), scheduleOf(object)];
        if (holder !== undefined) here.holders.push({ ...holder, at });
        if (schedule !== undefined) here.schedules.push(schedule);
      }
      return [];
    },

    *clusters(isWhole): Iterable<RuleFinding> {
      const found = [...clusters.values()];
      clusters.clear();
      if (!isWhole) return;
      for (const { holders, schedules } of found) {
        for (const holder of uncovered(holders, schedules)) {
          const { at } = holder as OnCluster['holders'][number];
          const known = acknowledged.filter(({ object }) => object === holder.name);
          for (const one of known) used.add(one);
          if (known.some(({ until }) => until === undefined || until >= today)) continue;
          const [ended] = known;
          const past = ended === undefined ? '' : ` (acknowledged until ${ended.until})`;
          const [lack] = schedules.flatMap(({ name, lacks }) => {
            const field = lacks?.(holder);
            return field === undefined ? [] : [`, as ${name} fails without its ${field}`];
          });
          const call = `backups.acknowledge({ object: ${JSON.stringify(holder.name)}, reason })`;
          const message = `${holder.name} is in no schedule of backups${past}${lack ?? ''}: add its tenant or namespace ${JSON.stringify(holder.namespace)} to one, or, if it needs none, call ${call}`;
          yield { id: 'no-backup', at, severity: required ? 'error' : 'warning', message };
        }
      }
    },

    *finish(): Iterable<RuleFinding> {
      for (const one of acknowledged) {
        if (used.has(one)) continue;
        const message = `backups.acknowledge for ${one.object} fits nothing that is without a backup: take it out`;
        yield { at: fleet, id: 'unused-acknowledgement', severity: 'warning', message };
      }
    },
  };
}

function isOfInterest(identity: string): boolean {
  const [group = '', kind = ''] = identity.split('/');
  return mayHold(`${group}/${kind}`) || isSchedule(identity);
}

/** The objects of a unit as they are written: no rule sees those of a unit that an earlier run rendered. */
function objectsOf({ files }: PlacedUnit['unit']): KubernetesObject[] {
  return files
    .filter(({ path, verbatim }) => verbatim === undefined && path !== 'kustomization.yaml')
    .flatMap(({ text }) => yamlReader().parseAllDocuments(text))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object): object is KubernetesObject => typeof object?.kind === 'string' && object.metadata !== undefined);
}
