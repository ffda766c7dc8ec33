import { quote } from '../../kubernetes/names';
import { checkGrantable } from '../../kubernetes/refused-rights';
import { CustomKind } from '../../kubernetes/resources';
import { FleetElement, FleetScope } from '../fleet';
import { Placement } from '../placement';
import { Tenant } from './tenant';

/** Props of {@link ClusterGrant}. */
export interface ClusterGrantProps<C extends object> {
  /** Whose account gets the rights: those of the tenant's main namespace. */
  readonly tenant: Tenant<C>;

  /** The kind, which lives outside namespaces. */
  readonly kind: CustomKind;

  /** Names of the objects. The rights are for these alone, also where they do not exist yet. */
  readonly names: readonly string[];

  /** Why the tenant needs them; it is written beside them. */
  readonly reason: string;

  /**
   * Which of the tenant's environments and clusters have the grant.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}

/**
 * Rights of a tenant's account on objects outside namespaces, each by its name: get, create, update, patch and delete.
 * It is the platform that says them, apart from the tenant, and they are rendered apart from it.
 *
 * @example
 * new ClusterGrant(fleet, 'widgets', {
 *   tenant: web,
 *   kind: { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', resource: 'customresourcedefinitions' },
 *   names: ['widgets.web.example.com'],
 *   reason: 'the web team defines its own widgets',
 * });
 */
export class ClusterGrant<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** What the grant was made with. */
  public readonly props: ClusterGrantProps<C>;

  constructor(scope: FleetScope<C>, name: string, props: ClusterGrantProps<C>) {
    super(scope, scope.problems, 'grant', name, name);
    this.fleet = scope;
    this.props = props;
    const { kind, names, reason, tenant } = props;
    scope.problems.add('right', name, ...names.map((object) => checkGrantable(kind, object)));
    if (names.length === 0) {
      scope.problems.add('right', name, `grant of ${kind.kind} names no object: name each, or leave it out`);
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      scope.problems.add('right', name, `reason ${quote(reason)} says nothing: say why the tenant needs the right`);
    }
    if (tenant.fleet !== scope) {
      scope.problems.add('reference', name, `tenant ${quote(tenant.name)} belongs to another fleet: use one of this`);
    }
  }
}
