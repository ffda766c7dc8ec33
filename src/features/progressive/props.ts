import type { ProgressiveAnalysis } from './analysis-props';

/**
 * Progressive delivery of an app by Flagger: exactly one of `canary`, `blueGreen` and `abTesting`, analysed by at least
 * one metric or webhook.
 */
export interface ProgressiveProps extends ProgressiveAnalysis {
  /**
   * Shifts traffic to the new version step by step. Not with the provider `kubernetes`.
   *
   * @default - another strategy
   */
  readonly canary?: {
    /**
     * Weights of the new version, rising, such as `[1, 5, 20, 50]`. After the last one, the new version is promoted.
     *
     * @default - `stepWeight`
     */
    readonly steps?: readonly number[];

    /**
     * Percent that each step adds.
     *
     * @default - `steps`
     */
    readonly stepWeight?: number;

    /**
     * Weight at which the new version is promoted. Only with `stepWeight`.
     *
     * @default 100
     */
    readonly maxWeight?: number;

    /**
     * Percent that each step gives back to the promoted version.
     *
     * @default - all at once
     */
    readonly promotionStepWeight?: number;

    /**
     * Whether the new version gets a copy of the traffic before the first step. With `istio` and `gateway-api`.
     *
     * @default false
     */
    readonly mirror?: boolean;
  };

  /**
   * Tests the new version beside the old one, then switches all traffic at once.
   *
   * @default - another strategy
   */
  readonly blueGreen?: {
    /** Number of checks before all traffic goes to the new version. */
    readonly iterations: number;

    /**
     * Whether the new version gets a copy of the traffic while it is checked. With `istio` and `gateway-api`.
     *
     * @default false
     */
    readonly mirror?: boolean;
  };

  /**
   * Sends the requests that match to the new version. With `istio`, `gateway-api`, `contour`, `gloo` and `nginx`.
   *
   * @default - another strategy
   */
  readonly abTesting?: {
    /** Number of checks while the matching requests go to the new version. */
    readonly iterations: number;

    /** The requests that go to the new version: those that fit one of the items, with all its headers. */
    readonly match: ReadonlyArray<{
      /** Headers by name, in lower case. A cookie is the header `cookie`. */
      readonly headers: Readonly<
        Record<
          string,
          {
            /** @default - another way */
            readonly exact?: string;
            /** @default - another way */
            readonly prefix?: string;
            /** @default - another way */
            readonly suffix?: string;

            /**
             * Regular expression in the syntax of RE2.
             *
             * @default - another way
             */
            readonly regex?: string;
          }
        >
      >;
    }>;
  };

  /** The product that shifts the traffic. */
  readonly provider:
    | 'apisix'
    | 'contour'
    | 'gateway-api'
    | 'gloo'
    | 'istio'
    | 'kubernetes'
    | 'kuma'
    | 'linkerd'
    | 'nginx'
    | 'skipper'
    | 'traefik';

  /** The Service through which the app is reached. Flagger makes it, or takes over the one of this name. */
  readonly service: {
    /** Port of the Service, from 1 to 65535. */
    readonly port: number;

    /**
     * Port of the pods, by number or name.
     *
     * @default - as `port`
     */
    readonly targetPort?: number | string;

    /** @default - the target's name */
    readonly name?: string;

    /** @default http */
    readonly portName?: string;

    /**
     * Host names of the route that Flagger makes, each among the tenant's `hosts`. For `gateway-api` and `istio`.
     *
     * @default - with `istio` the Service's name; `gateway-api` needs some unless the tenant may have any host
     */
    readonly hosts?: readonly string[];

    /**
     * Gateways of the route, for `gateway-api`, which needs one. Each is among the tenant's `gateways`.
     *
     * @default - none
     */
    readonly gatewayRefs?: ReadonlyArray<{
      readonly name: string;
      readonly namespace?: string;
      readonly sectionName?: string;
    }>;

    /**
     * Gateways of Istio, as `namespace/name`.
     *
     * @default - the mesh alone
     */
    readonly gateways?: readonly string[];
  };

  /**
   * Name of the Deployment whose new versions are analysed.
   *
   * @default - the only Deployment among the app's manifests; apps from charts and folders must give it
   */
  readonly target?: string;

  /**
   * The autoscaler of the target. Flagger makes one like it for the primary.
   *
   * @default - the one among the app's manifests that scales the target
   */
  readonly autoscaler?: {
    /** The kind. */
    readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject';
    /** The name. */
    readonly name: string;
  };

  /**
   * Ingress in the app's namespace that leads to the Service. Required by `nginx` and `skipper`, and for no other
   * provider.
   *
   * @default - none
   */
  readonly ingress?: string;

  /**
   * ApisixRoute in the app's namespace that leads to the Service. Required by `apisix`, and for no other provider.
   *
   * @default - none
   */
  readonly route?: string;

  /**
   * Whether Flagger does nothing about the app.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * The step of a change that would lose pods when made at once. `introduce`: the app runs, and its number of replicas
   * still is in its manifests. `takeOut`: Flagger stops, and the manifests have replicas and Service again; the next
   * change takes progressive delivery out.
   *
   * @default - neither: Flagger has the number of replicas
   */
  readonly stage?: 'introduce' | 'takeOut';
}
