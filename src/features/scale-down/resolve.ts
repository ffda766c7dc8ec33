import { defined } from '../../core/defined';
import { mapAt, textAt, valueAt } from '../../kubernetes/json';
import { byteLength, DNS_LABEL_MAX, quote } from '../../kubernetes/names';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import type { App } from '../app';
import { TargetContext } from '../context';
import { ownName } from '../delivery';
import type { ResolvedProgressive } from '../progressive';
import { Tenant, checkMadeName, calledIn, ResolvedApp, ResolvedSpace, ResolvedTenant } from '../tenant';
import { isWorkload, runsOn } from './others';
import type { ScaleDownProps } from './props';
import type { ResolvedScaleDown, ScaledWorkload } from './resolved';
import { effective, scaleDownsOf } from './state';

/** Tenants without the numbers of replicas that KEDA sets, and what KEDA is told. */
export interface ScaledDown {
  readonly tenants: readonly ResolvedTenant[];
  readonly scaleDowns?: readonly ResolvedScaleDown[];
}

/** An app among those of its tenant. */
interface Place {
  readonly tenant: ResolvedTenant;
  readonly space: ResolvedSpace;
  readonly app: ResolvedApp;
  readonly address: readonly string[];
}

/** A workload before its ScaledObject has a name. */
type Found = Omit<ScaledWorkload, 'scaler'>;

type NamedWorkload<C extends object> = NonNullable<ScaleDownProps<C>['workloads']>[number];

/** Keeps the apps of an environment on a cluster from running outside of their times. */
export function resolveScaleDowns<C extends object>(
  context: TargetContext<C>,
  tenants: readonly ResolvedTenant[],
  progressive: readonly ResolvedProgressive[],
): ScaledDown {
  const here = scaleDownsOf(context.cluster.fleet).filter(({ placement }) => placement.selects(context.target));
  const [props] = here;
  if (props === undefined) return { tenants };
  if (here.length > 1)
    context.report('scale-down', [], 'two statements of scaleDown select this: narrow the placement of one');
  const uptime = props.uptime.map(({ start, end, timezone = 'Etc/UTC' }) => ({ start, end, timezone }));
  const scaling = new Scaling(context, props, progressive);
  const found = tenants.map((tenant) => scaling.tenant(tenant));
  const scaleDowns = found.flatMap(({ tenant: { name }, workloads }): ResolvedScaleDown[] =>
    workloads.length === 0 ? [] : [{ tenant: name, uptime, workloads }],
  );
  return {
    tenants: found.map(({ tenant }) => tenant),
    ...defined({ scaleDowns: scaleDowns.length > 0 ? scaleDowns : undefined }),
  };
}

/** One statement at one target. */
class Scaling<C extends object> {
  constructor(
    private readonly context: TargetContext<C>,
    private readonly props: ScaleDownProps<C>,
    private readonly progressive: readonly ResolvedProgressive[],
  ) {}

  /** A tenant without the replicas of its workloads. */
  public tenant(tenant: ResolvedTenant): { readonly tenant: ResolvedTenant; readonly workloads: ScaledWorkload[] } {
    const workloads: Found[] = [];
    const spaces = tenant.spaces.map((space) => ({
      ...space,
      apps: space.apps.map((app) => {
        const address = [tenant.name, ...(space.track === undefined ? [] : [space.track]), ownName(app.name)];
        const scaled = this.app({ tenant, space, app, address });
        workloads.push(...scaled.workloads);
        return scaled.app;
      }),
    }));
    if (workloads.length === 0) return { tenant, workloads: [] };
    effective.add(this.props);
    const { environment, cluster } = this.context;
    const prefix = cluster.managedBy === undefined ? '' : `${environment?.name}-`;
    const made = `${prefix}${tenant.name}-scale-down`;
    checkMadeName(this.context, [tenant.name], () => calledIn(tenant.name), 'Kustomization', made);
    return {
      tenant: { ...tenant, spaces },
      workloads: workloads.map((one) => this.withScaler(tenant, one, workloads)),
    };
  }

  private app(place: Place): { readonly app: ResolvedApp; readonly workloads: readonly Found[] } {
    const { app } = place;
    if ((this.props.except ?? []).some((one) => isOf(one, place, true))) return { app, workloads: [] };
    const named = (this.props.workloads ?? []).filter(({ of }) => isOf(of, place, false));
    if (app.release !== undefined || app.folder !== undefined) return this.outside(place, named);
    const objects = app.objects ?? [];
    const found = objects.filter(isWorkload).filter((one) => valueAt(one, 'spec', 'replicas') !== 0);
    const isPart = app.name !== ownName(app.name);
    if (named.length > 0 && !isPart) {
      const message = `workloads of scaleDown names ${quote(named[0]!.name)} of an app whose manifests tell its workloads: leave it out`;
      this.context.report('scale-down', place.address, message);
    }
    this.warnOf(place.address, objects.filter(runsOn), found.length > 0);
    const workloads = found.map((one) => {
      const replicas = valueAt(one, 'spec', 'replicas');
      const isGiven = typeof replicas === 'number';
      return this.checked(place, {
        namespace: place.space.namespace,
        kind: one.kind as Found['kind'],
        name: one.metadata.name,
        replicas: isGiven ? replicas : 1,
        ...defined({ restores: !isGiven || undefined }),
      });
    });
    return {
      app: { ...app, objects: objects.map((one) => (found.includes(one) ? withoutReplicas(one) : one)) },
      workloads,
    };
  }

  /** Warns of what runs at all times beside, or instead of, the workloads of manifests. */
  private warnOf(address: readonly string[], others: readonly KubernetesObject[], isMixed: boolean): void {
    if (others.length === 0) return;
    const names = others.map(({ kind, metadata }) => `${kind} ${quote(metadata.name)}`).join(', ');
    const way = isMixed
      ? 'acknowledge the warning, or put them into an app of their own that except of scaleDown names'
      : 'name the app in except of scaleDown';
    const message = `${names} ${others.length > 1 ? 'run' : 'runs'} outside of the uptime as well, as scaleDown scales Deployments and StatefulSets only: ${way}`;
    this.context.warn('not-scaled-down', address, message);
  }

  /** A workload with the name of its ScaledObject, which a Deployment and a StatefulSet of one name cannot share. */
  private withScaler({ name: tenant }: ResolvedTenant, workload: Found, all: readonly Found[]): ScaledWorkload {
    const { kind, name, namespace } = workload;
    const isShared = all.some((one) => one.name === name && one.namespace === namespace && one.kind !== kind);
    if (kind === 'Deployment' || !isShared) return { ...workload, scaler: name };
    const scaler = `${name}-statefulset`;
    if (byteLength(name) <= DNS_LABEL_MAX && byteLength(scaler) > DNS_LABEL_MAX) {
      const message = `StatefulSet ${quote(name)} has the name of a Deployment, so that its ScaledObject is called ${quote(scaler)}, ${byteLength(scaler)} bytes, and KEDA writes at most ${DNS_LABEL_MAX} into a label: give one of them another name`;
      this.context.report('scale-down', [tenant], message);
    }
    return { ...workload, scaler };
  }

  /** An app of a chart or a folder: only the program knows what it has. */
  private outside(place: Place, named: ReadonlyArray<NamedWorkload<C>>): ReturnType<Scaling<C>['app']> {
    const { app, space } = place;
    const sort = app.release === undefined ? 'folder' : 'chart';
    if (named.length === 0) {
      const message = `nothing tells the workloads of a ${sort}, which run at all times: name them in workloads of scaleDown, or the app in its except`;
      this.context.warn('not-scaled-down', place.address, message);
      return { app, workloads: [] };
    }
    const workloads = named.map(({ name, kind = 'Deployment', replicas = 1 }) =>
      this.checked(place, {
        namespace: space.namespace,
        kind,
        name,
        replicas,
        // Flux sets what a folder says at its next interval; Helm sets it with the next release, which may be long.
        ...defined({ restores: sort === 'folder' || undefined }),
      }),
    );
    const patches = workloads.map(({ kind, name }) => ({
      patch: { apiVersion: 'apps/v1', kind, metadata: { name }, spec: { replicas: null } },
      target: { group: 'apps', kind, name },
    }));
    const patched = <T extends { readonly patches?: NonNullable<ResolvedApp['folder']>['patches'] }>(one: T): T => ({
      ...one,
      patches: [...(one.patches ?? []), ...patches],
    });
    const changed = app.release ? { release: patched(app.release) } : { folder: patched(app.folder!) };
    return { app: { ...app, ...changed }, workloads };
  }

  /** Reports what else scales a workload. */
  private checked(place: Place, workload: Found): Found {
    const { kind, name, namespace } = workload;
    const what = `${kind} ${quote(name)}`;
    const way = `name the app in except of scaleDown`;
    const objects = place.tenant.spaces
      .filter((space) => space.namespace === namespace)
      .flatMap(({ apps }) => apps.flatMap(({ objects: own = [] }) => own));
    const scaler = objects.find((one) => scales(one, workload));
    const isCanary =
      kind === 'Deployment' && this.progressive.some((one) => one.namespace === namespace && one.target === name);
    this.context.report(
      'scale-down',
      place.address,
      scaler &&
        `${what} is scaled by ${scaler.kind} ${quote(scaler.metadata.name)}, and KEDA refuses a second scaler: leave that one out here, or ${way}`,
      isCanary ? `${what} is delivered progressively, and Flagger scales it: ${way}` : undefined,
      byteLength(name) > DNS_LABEL_MAX
        ? `${what} has a name of ${byteLength(name)} bytes, which KEDA writes into a label: shorten it to ${DNS_LABEL_MAX}, or ${way}`
        : undefined,
    );
    return workload;
  }
}

/**
 * Whether a construct of the program is the app at a place.
 *
 * @param withApps whether a tenant stands for its apps as well, instead of its own chart alone
 */
function isOf<C extends object>(one: App<C> | Tenant<C>, { tenant, space, app }: Place, withApps: boolean): boolean {
  if (one instanceof Tenant) return one.name === tenant.name && (withApps || app.name === tenant.name);
  return one.tenant.name === tenant.name && one.track?.name === space.track && one.name === ownName(app.name);
}

function withoutReplicas(object: KubernetesObject): KubernetesObject {
  const { replicas: _, ...spec } = mapAt(object, 'spec');
  return { ...object, spec };
}

function scales(object: KubernetesObject, { kind, name }: Found): boolean {
  const of = `${apiGroup(object.apiVersion)}/${object.kind}`;
  if (of !== 'autoscaling/HorizontalPodAutoscaler' && of !== 'keda.sh/ScaledObject') return false;
  const target = mapAt(object, 'spec', 'scaleTargetRef');
  return (textAt(target, 'kind') ?? 'Deployment') === kind && textAt(target, 'name') === name;
}
