import { parseObjects } from '../harness/flux-manifests';
import { at, textAt, type KubeObject } from '../harness/kube-object';
import type { FileMap } from '../harness/tar';

/** The clusters of the cut, one of each region and each environment, with its environment. */
export const CUT = { 'europe-prod': 'prod', 'america-dev': 'dev', 'asia-qa': 'qa' } as const;

/** The teams of the cut. Some have charts beside their folders. */
export const TEAMS = [
  ...['affiliates', 'availability', 'campaigns', 'charging', 'credit', 'customs', 'dashboards'],
  ...['sellers', 'sessions', 'shipping'],
];

const FLEET_URL = 'https://github.com/acme/fleet';

/** The example's files without the other clusters, and without the other teams of an environment. */
export function cutOf(files: FileMap): FileMap {
  const wanted = Object.entries(files).filter(([path]) => Object.hasOwn(CUT, path.split('/')[2] ?? ''));
  return Object.fromEntries(
    wanted.map(([path, content]) => {
      if (!path.endsWith('/tenants.yaml')) return [path, content];
      const kept = content
        .toString()
        .split(/^---$/m)
        .filter((text) => TEAMS.some((team) => text.includes(`/tenants/${team}/`)));
      return [path, kept.join('---\n')];
    }),
  );
}

/** What of an app's objects the fleet decides, place by place. */
export interface AppHere {
  readonly namespace: string;
  readonly name: string;
  readonly tag: string;
  readonly substitutions: Readonly<Record<string, string>>;
}

/** The folders that a team's Kustomizations on a cluster name, with what they change. */
export function appsOn(files: FileMap, cluster: keyof typeof CUT, team: string): AppHere[] {
  const file = files[`dist/clusters/${cluster}/${CUT[cluster]}/tenants/${team}/apps/apps.yaml`];
  if (file === undefined) return [];
  return parseObjects(file.toString())
    .filter(({ kind }) => kind === 'Kustomization')
    .map((object) => ({
      namespace: textAt(object, 'spec', 'targetNamespace')!,
      name: object.metadata.name,
      tag: textAt(object, 'spec', 'images', 0, 'newTag')!,
      substitutions: at(object, 'spec', 'postBuild', 'substitute') as Record<string, string>,
    }));
}

/** What the repositories hold: the fleet's files, and for each team a folder for each app. */
export function contentOf(files: FileMap) {
  return (source: KubeObject): FileMap => {
    const url = textAt(source, 'spec', 'url')!;
    if (url === FLEET_URL) return files;
    const team = url.slice(url.lastIndexOf('/') + 1);
    const clusters = Object.keys(CUT) as Array<keyof typeof CUT>;
    const names = new Set(clusters.flatMap((cluster) => appsOn(files, cluster, team).map(({ name }) => name)));
    return Object.fromEntries(
      [...names].flatMap((name) => [
        [`${name}/kustomization.yaml`, JSON.stringify({ kind: 'Kustomization', resources: ['app.yaml'] })],
        [
          `${name}/app.yaml`,
          appOf(team, name)
            .map((object) => JSON.stringify(object))
            .join('\n---\n'),
        ],
      ]),
    );
  };
}

/** An app as a team writes it: it knows neither its cluster nor the tag of its image. */
function appOf(team: string, name: string): object[] {
  const labels = { app: name };
  const container = {
    ...{ name, image: `registry.example.com/${team}/${name}:latest` },
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const securityContext = { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: { database: '${DATABASE}', host: '${HOST:=none}' },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { securityContext, containers: [container] } },
      },
    },
  ];
}
