import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { isClusterScoped } from '../../kubernetes/scopes';
import { NamespaceLimits } from '../conventions/conventions';
import { canonical, diffObjects, FieldChange, rawDiff } from '../diff/field-diff';
import { Redactor } from '../diff/redact';
import { BuiltObject } from '../predict/build';
import { heldBy } from '../risk/data-holders';
import { Risk } from '../risk/risk';
import { amountsLowered } from '../risk/risk-amounts';
import { serviceLost } from '../risk/risk-availability';
import { chartSwapped } from '../risk/risk-chart-source';
import { backsUpNothing, changesOfCustom } from '../risk/risk-custom';
import { definitionNarrowed } from '../risk/risk-definition';
import { doorsOpened } from '../risk/risk-doors';
import { fluxRisks } from '../risk/risk-flux';
import { fieldsOfFlux } from '../risk/risk-flux-fields';
import { guardrailsLowered } from '../risk/risk-guardrails';
import { guardsLowered } from '../risk/risk-guards';
import { reconciledOtherwise } from '../risk/risk-held';
import { immutableFields } from '../risk/risk-immutable';
import { changesOfKind, endsOfKind } from '../risk/risk-kinds';
import { deletesLater } from '../risk/risk-later';
import { unlocked } from '../risk/risk-lockdown';
import { poolsLost } from '../risk/risk-machines';
import { madeAnew } from '../risk/risk-made';
import { operatesOtherwise } from '../risk/risk-operators';
import { otherPods } from '../risk/risk-pods';
import { networkOpened, quotaCuts } from '../risk/risk-policy';
import { routesOpened } from '../risk/risk-routes';
import { rekeyed, undecrypted } from '../risk/risk-secret';
import { removedRisks, stricter } from '../risk/risk-stricter';
import { podSecurity, restarts, versions } from '../risk/risk-workload';
import { startsVerifying } from '../risk/verification';
import { ManifestIndex } from '../tree/manifest-index';

/** The difference between two states of an object. */
export interface ObjectDiff {
  readonly fields: readonly FieldChange[];
  readonly risks: readonly Risk[];
  /** Changed fields that are immutable. */
  readonly immutable: readonly string[];
  /** Data or machines that go with the old object. */
  readonly holds?: string;
  /** Whether Flux takes only what is signed by it from now on. */
  readonly startsVerifying?: true;
}

const SAME: ObjectDiff = { fields: [], risks: [], immutable: [] };

/** Compares objects: each pair of contents once, on however many clusters it occurs. */
export class ObjectDiffer {
  private readonly diffs = new Map<string, ObjectDiff>();
  private readonly forms = new Map<string, string>();

  constructor(
    private readonly index: ManifestIndex,
    private readonly limits: NamespaceLimits,
  ) {}

  /** The difference between two states of an object; either may be missing. */
  public diff(old: BuiltObject | undefined, next: BuiltObject | undefined): ObjectDiff {
    if (old && next && old.header.uid === next.header.uid && old.into === next.into) {
      return SAME;
    }
    const key = `${stateKey(old)} ${stateKey(next)}`;
    let diff = this.diffs.get(key);
    if (diff === undefined) {
      diff = compareStates(old && this.body(old), next && this.body(next), this.limits);
      this.diffs.set(key, diff);
    }
    return diff;
  }

  /** Canonical text of an object without its name: equal for an object that was only renamed. */
  public form(object: BuiltObject): string {
    const key = stateKey(object);
    let form = this.forms.get(key);
    if (form === undefined) {
      const { name: _name, namespace: _namespace, ...metadata } = this.body(object).metadata;
      const { apiVersion: _version, ...body } = this.body(object);
      form = canonical(JSON.parse(JSON.stringify({ ...body, metadata })) as never);
      this.forms.set(key, form);
    }
    return form;
  }

  /** An object as Flux applies it, with the namespace and name of its build. */
  public body({ header, name, namespace, into }: BuiltObject): KubernetesObject {
    const body = this.index.body(header);
    if (into === undefined) return namespace === '' ? withoutNamespace(body, header) : body;
    return {
      ...body,
      metadata: { ...body.metadata, name, ...defined({ namespace: namespace === '' ? undefined : namespace }) },
    };
  }
}

/** The API server drops the namespace of an object whose kind has none. */
function withoutNamespace(body: KubernetesObject, { apiVersion, kind }: BuiltObject['header']): KubernetesObject {
  if (body.metadata.namespace === undefined || !isClusterScoped(apiVersion, kind)) return body;
  const { namespace: _namespace, ...metadata } = body.metadata;
  return { ...body, metadata };
}

function stateKey(object: BuiltObject | undefined): string {
  return object === undefined ? '-' : `${object.header.uid}/${object.into ?? ''}`;
}

function compareStates(
  old: KubernetesObject | undefined,
  next: KubernetesObject | undefined,
  limits: NamespaceLimits,
): ObjectDiff {
  if (old && next) {
    const changes = rawDiff(old, next);
    const machines = poolsLost(old, next);
    const risks = [
      ...restarts(old, next, changes),
      ...podSecurity(old, next),
      ...otherPods(old, next),
      ...networkOpened(old, next),
      ...guardrailsLowered(old, next, limits),
      ...quotaCuts(old, next),
      ...rekeyed(old, next),
      ...versions(old, next, changes),
      ...madeAnew(old, next, changes),
      ...chartSwapped(old, next),
      ...deletesLater(old, next, changes),
      ...machines,
      ...routesOpened(old, next),
      ...serviceLost(old, next, changes),
      ...stricter(old, next),
      ...fluxRisks(old, next, changes),
      ...fieldsOfFlux(old, next, changes),
      ...doorsOpened(old, next),
      ...guardsLowered(old, next),
      ...unlocked(old, next),
      ...reconciledOtherwise(old, next),
      ...definitionNarrowed(old, next),
      ...amountsLowered(next, changes),
      ...operatesOtherwise(old, next, changes),
      ...changesOfCustom(old, next, changes),
      ...changesOfKind(old, next),
    ];
    const redactor = new Redactor(old, next);
    return {
      fields: diffObjects(old, next),
      risks: risks.map((one) => ({ ...one, message: redactor.sentence(one.message) })),
      immutable: immutableFields(old, next, changes),
      ...defined({
        holds: machines.length > 0 ? heldBy(old) : undefined,
        startsVerifying: startsVerifying(old, next) || undefined,
      }),
    };
  }
  if (next)
    return {
      ...SAME,
      risks: [
        ...podSecurity(undefined, next),
        ...undecrypted(next),
        ...networkOpened(undefined, next),
        ...quotaCuts(undefined, next),
        ...routesOpened(undefined, next),
        ...serviceLost(undefined, next, []),
        ...stricter(undefined, next),
        ...fluxRisks(undefined, next, []),
      ],
    };
  const gone = [
    ...networkOpened(old, undefined),
    ...(old
      ? [...guardsLowered(old, undefined), ...removedRisks(old), ...backsUpNothing(old), ...endsOfKind(old)]
      : []),
  ];
  return { ...SAME, risks: gone, ...defined({ holds: old && heldBy(old) }) };
}
