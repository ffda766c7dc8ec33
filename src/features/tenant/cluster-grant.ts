import { construct, instance, list, Options, required, text } from '../../core/options';
import { CUSTOM_KIND } from '../../kubernetes/deployable';
import { quote } from '../../kubernetes/names';
import { checkGrantable } from '../../kubernetes/refused-rights';
import { CustomKind } from '../../kubernetes/resources';
import { FleetElement, FleetScope } from '../fleet';
import { Placement } from '../placement';
import { Tenant } from './tenant';

/** Props of {@link ClusterGrant}. */
export interface ClusterGrantProps<C extends object> {
  /** The tenant that gets the rights, for the account of its main namespace. */
  readonly tenant: Tenant<C>;

  /** The kind of the objects, which must be cluster-scoped. */
  readonly kind: CustomKind;

  /** Names of the objects. The rights cover these objects only, whether or not they exist yet. */
  readonly names: readonly string[];

  /** The reason why the tenant needs the rights; an annotation beside them records it. */
  readonly reason: string;

  /**
   * The environments and clusters of the tenant that have the grant.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}

const OPTIONS = Options.of<ClusterGrantProps<object>>('a grant', {
  tenant: required(construct('a tenant', () => Tenant)),
  kind: required(CUSTOM_KIND),
  names: required(list(text)),
  reason: required(text),
  placement: instance('a Placement', () => Placement),
});

/**
 * Rights of a tenant's account on cluster-scoped objects, each named: get, create, update, patch and delete. The
 * platform declares and renders them separately from the tenant.
 *
 * @example
 * new ClusterGrant(fleet, 'widgets', {
 *   tenant: web,
 *   kind: { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', resource: 'customresourcedefinitions' },
 *   names: ['widgets.web.example.com'],
 *   reason: 'the web team defines its own widgets',
 * });
 */
export class ClusterGrant<C extends object = Record<string, unknown>> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The props of the grant. */
  public readonly props: ClusterGrantProps<C>;

  constructor(scope: FleetScope<C>, name: string, given: ClusterGrantProps<C>) {
    super(scope, scope.problems, 'grant', name, name);
    this.fleet = scope;
    this.props = OPTIONS.read(given, scope.problems.optionsAt(name));
    const { kind, names, reason, tenant }: Partial<ClusterGrantProps<C>> = this.props;
    // A wrong value is reported already, and the checks need all of them.
    if (kind === undefined || names === undefined || tenant === undefined) return;
    scope.problems.add('right', name, ...names.map((object) => checkGrantable(kind, object)));
    if (names.length === 0) {
      scope.problems.add('right', name, `grant of ${kind.kind} names no object: name each, or leave it out`);
    }
    if (reason?.trim() === '') {
      scope.problems.add('right', name, `reason ${quote(reason)} says nothing: say why the tenant needs the right`);
    }
    if (tenant.fleet !== scope) {
      scope.problems.add('reference', name, `tenant ${quote(tenant.name)} belongs to another fleet: use one of this`);
    }
  }
}
