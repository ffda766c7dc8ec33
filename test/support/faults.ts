import { ApiObject, Chart } from 'cdk8s';
import {
  App,
  Cluster,
  Component,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Source,
  Tenant,
  TenantTrack,
} from '../../src';
import { configMap, git } from './fleets';
import type { Site } from './random-fleet';

/** A mistake that a program can make, whatever else is in it, and what it must be told. */
export interface Fault {
  readonly name: string;
  readonly make: (fleet: Fleet<Site>) => void;
  readonly message: RegExp;
}

const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1' });

/** A cluster and an environment of the fault's own, so that there is a place for it. */
function place(fleet: Fleet<Site>, name: string): void {
  new Environment(fleet, name, { clusters: [new Cluster(fleet, `${name}-1`)] });
}

/** Mistakes that are found before anything is rendered. */
export const earlyFaults: readonly Fault[] = [
  {
    name: 'a bad name',
    make: (fleet) => void new Cluster(fleet, 'Fault_1'),
    message: /^\[Fault_1\] cluster name "Fault_1" is not a valid name: /,
  },
  {
    name: 'a name twice',
    make: (fleet) => void [new Tenant(fleet, 'twice', { source: git }), new Tenant(fleet, 'twice', { source: git })],
    message: /^\[twice\] tenant "twice" exists already: give it another name or leave one out$/,
  },
  {
    name: 'a remote cluster that manages another',
    make: (fleet) => {
      const remote = new Cluster(fleet, 'far', { managedBy: new Cluster(fleet, 'near') });
      new Cluster(fleet, 'farther', { managedBy: remote });
    },
    message: /^\[farther\] managedBy "far" is itself deployed to by "near" and runs no Flux: name a cluster that does$/,
  },
  {
    name: 'a placement that names nothing',
    make: (fleet) => void new Component(fleet, 'lost', { chart, placement: Placement.group('ghost').not() }),
    message: /^\[lost\] placement names the group "ghost", which does not exist: /,
  },
  {
    name: 'configuration that nothing sets',
    make: (fleet) => {
      const cluster = new Cluster(fleet, 'unset');
      new Component(cluster, 'reader', { chart, values: ({ config }) => ({ note: config.nested.note }) });
    },
    message:
      /^\[unset\/reader\] config "nested\.note" is read but set nowhere \(looked in fleet, cluster unset\): set it/,
  },
  {
    name: 'a name that is too long for Flux',
    make: (fleet) => {
      place(fleet, 'long');
      const placement = Placement.environment('long');
      new Tenant(fleet, 'l'.repeat(57), { source: git, placement });
    },
    message:
      /^\[long\/l{57}\] tenant "l{57}" needs the Kustomization "l{57}-access", which is 64 bytes long: shorten one of /,
  },
  {
    name: 'a circle',
    make: (fleet) => {
      const dependsOn: Component<Site>[] = [];
      dependsOn.push(new Component(fleet, 'circle', { chart, dependsOn }));
    },
    message: /^\[circle\] dependsOn goes in a circle, circle -> circle: leave one out$/,
  },
  {
    name: 'overrides that contradict',
    make: (fleet) => {
      place(fleet, 'contra');
      const app = new App(new Tenant(fleet, 'contradiction', { source: git }), 'app', { path: './app' });
      app.override(Placement.environment('contra'), { path: './a' });
      app.override(Placement.cluster('contra-1'), { path: './b' });
    },
    message:
      /^\[contra\/contra-1\/contradiction\/app\] two overrides give path different values here \(.+:\d+, .+:\d+\): narrow one/,
  },
  {
    name: 'a path that leaves its source',
    make: (fleet) => {
      place(fleet, 'leaving');
      new App(new Tenant(fleet, 'burglar', { source: git }), 'app', { path: './../../etc' });
    },
    message: /^\[leaving\/leaving-1\/burglar\/app\] path "\.\/\.\.\/\.\.\/etc" leaves its source: leave out "\.\."$/,
  },
  {
    name: 'credentials in a URL',
    make: (fleet) => {
      place(fleet, 'leaking');
      const source = Source.git({ url: 'https://me:hunter2@git.example.com/x', branch: 'main' });
      new TenantTrack(new Tenant(fleet, 'leak', { source: git }), 'old', { source });
    },
    message:
      /^\[leaking\/leaking-1\/leak\/old\] Git URL "https:\/\/\*\*\*@git\.example\.com\/x" carries credentials: name a/,
  },
  {
    name: 'a reserved folder',
    make: (fleet) => void new Environment(fleet, 'remotes', { clusters: [] }),
    message: /^\[remotes\] environment name "remotes" is the name of another folder of a cluster: choose another$/,
  },
  {
    name: 'a reserved namespace',
    make: (fleet) => {
      new Environment(fleet, 'plain', { clusters: [new Cluster(fleet, 'plain-1')], prefix: '' });
      new Tenant(fleet, 'kube-system', { source: git });
    },
    message:
      /^\[plain\/plain-1\/kube-system\] namespace "kube-system" cannot belong to a tenant: choose another name or/,
  },
  {
    name: 'a function that throws',
    make: (fleet) => {
      const manifests = () => {
        throw new Error('no luck');
      };
      new Component(new Cluster(fleet, 'unlucky'), 'thrower', { manifests });
    },
    message: /^\[unlucky\/thrower\] the program failed while making its manifests, with "no luck": mend it there$/,
  },
  {
    name: 'a chart that belongs to nothing',
    make: (fleet) => void new Chart(fleet, 'loose'),
    message: /^\[loose\] a chart in a fleet belongs to no cluster: make it the manifests of a Component$/,
  },
  {
    name: 'a cluster of another fleet',
    make: (fleet) => {
      const foreign = new Cluster(new Fleet<Site>({ name: 'other', source: git }), 'foreign');
      new Environment(fleet, 'abroad', { clusters: [foreign] });
    },
    message: /^\[abroad\] cluster "foreign" belongs to another fleet: use one of this fleet$/,
  },
  {
    name: 'a component that is nothing',
    make: (fleet) => void new Component(fleet, 'nothing', {}),
    message: /^\[nothing\] a component is nothing: give one of chart, path and manifests$/,
  },
];

/** Mistakes that show in what is rendered. */
export const lateFaults: readonly Fault[] = [
  {
    name: 'an object with two owners',
    make: (fleet) => {
      const cluster = new Cluster(fleet, 'owners');
      for (const name of ['one', 'other']) new Component(cluster, name, { manifests: configMap, namespace: 'both' });
    },
    message:
      /^\[owners\/other\] Namespace "both" is rendered in clusters\/owners\/infrastructure\/one and in .+: give it one/,
  },
  {
    name: 'a unit without objects',
    make: (fleet) => {
      const manifests = () => undefined;
      new Component(new Cluster(fleet, 'empty'), 'void', { manifests, createNamespace: false });
    },
    message: /^\[empty\/void\] renders no object at all: add one, or narrow the placement$/,
  },
  {
    name: 'a field that the kind has not',
    make: (fleet) => {
      const manifests = (scope: Chart) => {
        new ApiObject(scope, 'a', { apiVersion: 'v1', kind: 'ConfigMap', dta: {} });
      };
      new Component(new Cluster(fleet, 'typo'), 'typist', { manifests });
    },
    message: /^\[typo\/typist\] ConfigMap "typist\/a": dta .+: .+$/,
  },
  {
    name: 'a number that cannot be written',
    make: (fleet) => {
      const manifests = (scope: Chart) => {
        new ApiObject(scope, 'a', {
          apiVersion: 'example.com/v1',
          kind: 'Thing',
          spec: { a: NaN },
        });
      };
      new Component(new Cluster(fleet, 'numbers'), 'counter', { manifests });
    },
    message: /^\[numbers\/counter\] a number cannot be written as YAML: /,
  },
];
