import { JsonObject, KubernetesObject } from '../../kubernetes/objects';

/** A chart as a HelmRelease names it. */
export type ChartReference =
  | {
      /** A chart of a HelmRepository. */
      readonly kind: 'repository';
      readonly url: string;
      readonly name: string;
      /** Version or range; empty for the latest. */
      readonly version: string;
    }
  | {
      /** An artifact of an OCIRepository. */
      readonly kind: 'oci';
      readonly url: string;
      /** Tag, range or digest. */
      readonly version: string;
    }
  | {
      /** A folder of the compared tree. */
      readonly kind: 'files';
      readonly folder: string;
      /** Files by their paths within the folder. */
      readonly files: ReadonlyMap<string, Buffer>;
    };

/** A release that is to be rendered, as Flux renders it. */
export interface ChartRequest {
  /** The name of the release. */
  readonly releaseName: string;
  /** The namespace that the chart is installed into. */
  readonly namespace: string;
  /** The chart and where it is. */
  readonly chart: ChartReference;
  /** The values of `valuesFrom` and `values`, merged as Flux does. */
  readonly values: JsonObject;
  /** Values of `valuesFrom` with a `targetPath`, set as `helm --set` does, in their order. */
  readonly set: ReadonlyArray<readonly [path: string, value: string]>;
}

/**
 * Renders a chart. A function of whoever compares trees, because the comparison itself reads nothing but the trees.
 *
 * @returns the objects, or undefined when the chart cannot be had
 */
export type RenderChart = (request: ChartRequest) => readonly KubernetesObject[] | undefined;
