import { GoModule } from './go-module';

/** What the schemas are read from: this file is what a new release of Flux or Kubernetes changes by hand. */

/** The oldest releases that are supported. What the modules hold of older ones is left out. */
export const OLDEST = { flux: '2.6.0', kubernetes: '1.32.0' } as const;

/** The module that carries the CRDs of Flux, one folder for each release, and those of Flux Operator itself. */
export const FLUX_OPERATOR: GoModule = {
  path: 'github.com/controlplaneio-fluxcd/flux-operator',
  version: 'v0.59.0',
  sum: 'h1:jByuiWYtjSJxucGHuz68tV0DeVFz5CYrKQYfxAwE7lE=',
};

/** A release of Flux that {@link FLUX_OPERATOR} does not carry, put together from the modules of its controllers. */
export interface AssembledRelease {
  /** The release, such as `2.10.0`. */
  readonly release: string;
  /** Modules that hold CRDs. */
  readonly crds: readonly GoModule[];
  /** Modules that hold the Go types of CRDs, which controller-gen writes out of them as the controllers' builds do. */
  readonly types: readonly GoModule[];
}

/**
 * Put together from the newest patch release of each controller. The modules of those in `types` are not served
 * themselves, only the modules of their types.
 */
export const ASSEMBLED: readonly AssembledRelease[] = [
  {
    release: '2.10.0',
    crds: [
      {
        path: 'github.com/fluxcd/source-controller',
        version: 'v1.10.1',
        sum: 'h1:vkYpgpLZu20LQ2UN4lPBdWH7sqTNdQ8FjcZD/HogN2E=',
      },
      {
        path: 'github.com/fluxcd/kustomize-controller',
        version: 'v1.10.1',
        sum: 'h1:IjTnrkIy0ULJoTNC2ZKuMb32vkqj7dJ6zt6UqbTFxKA=',
      },
    ],
    types: [
      {
        path: 'github.com/fluxcd/helm-controller/api',
        version: 'v1.7.1',
        sum: 'h1:kARTcSBiS05mQsY7nVdL+XGaIGPZd/oC5owFTN6NIyk=',
      },
      {
        path: 'github.com/fluxcd/notification-controller/api',
        version: 'v1.10.0',
        sum: 'h1:3T+NPI1Keu2UGW0TzTOK6AJakLTospPNIh216tL30dw=',
      },
      {
        path: 'github.com/fluxcd/image-reflector-controller/api',
        version: 'v1.3.0',
        sum: 'h1:RoU4EutcI2ke180tVK6IEEPw9nr1LGItephyyiB+DDA=',
      },
      {
        path: 'github.com/fluxcd/image-automation-controller/api',
        version: 'v1.3.0',
        sum: 'h1:0Dk+aLD9YzX6ToRBz88thx2X68KzXeaeASjHQAyMano=',
      },
      {
        path: 'github.com/fluxcd/source-watcher/api/v2',
        version: 'v2.3.1',
        sum: 'h1:/PEIgMxiDbQYGNYLKwmJ2Fokw1cYqypQIad8LQNqy40=',
      },
    ],
  },
];

const KUBERNETES_MODULE = 'k8s.io/kubernetes';

/** The newest release of each minor version of Kubernetes that the Go module proxy serves, oldest first. */
export const KUBERNETES: readonly GoModule[] = [
  { version: 'v1.32.13', sum: 'h1:5TGYdZ6YZqdp6h/Rp1vX/4TIoybMPdgv97LCZCtPuNQ=' },
  { version: 'v1.33.13', sum: 'h1:bmH31xUdSzeA5vk0wZAK9MZp11mdLuzUSeKk0qN3hPQ=' },
  { version: 'v1.34.4', sum: 'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk=' },
  { version: 'v1.35.4', sum: 'h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM=' },
  { version: 'v1.36.3', sum: 'h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o=' },
  { version: 'v1.37.2', sum: 'h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE=' },
].map((release) => ({ path: KUBERNETES_MODULE, ...release }));
