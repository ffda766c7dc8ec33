import * as fs from 'node:fs';
import * as path from 'node:path';
import { main } from '../../src/cli/main';
import { Folder } from '../support/folder';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';

const PROJECT = path.join(__dirname, '../..');
const URL = 'ssh://git@github.com/acme/fleet';

/** A program with a cluster for each way to get Flux, and a remote one. */
const PROGRAM = `
  import { Cluster, Component, Environment, Fleet, Source } from 'cdk8s-flux-fleet';
  const fleet = new Fleet({ name: 'acme', source: Source.git({ url: '${URL}', branch: 'main', secretName: 'flux-system' }) });
  const america = new Cluster(fleet, 'america', { bootstrap: 'gotk' });
  const pacific = new Cluster(fleet, 'pacific', { bootstrap: 'operator' });
  const europe = new Cluster(fleet, 'europe');
  const south = new Cluster(fleet, 'south', { managedBy: america });
  new Cluster(fleet, 'north', {
    managedBy: america,
    kubeConfig: { provider: 'aws', cluster: 'arn:aws:eks:us-east-1:111122223333:cluster/north', roleArn: 'arn:aws:iam::111122223333:role/flux' },
  });
  const dev = new Environment(fleet, 'dev', { branch: 'dev', clusters: [america, south] });
  new Environment(fleet, 'prod', { clusters: [pacific] });
  new Component(dev, 'redis', { path: './redis', source: Source.git({ url: 'https://git.example.com/redis', branch: 'main' }) });
  fleet.synth();
`;

/** Stands in for what flux install writes. */
const COMPONENTS = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n';

/** Stands in for kubectl and helm: it notes each command, and keeps the names of what exists in a file. */
const TOOL = `#!/bin/sh
name=$(basename "$0")
echo "$name $*" >> "$TOOLS/calls"
shift
if [ -e "$TOOLS/unreachable" ]; then echo 'Unable to connect to the server' >&2; exit 1; fi
case "$name $*" in
  'kubectl get '*) shift; grep -qxF "$*" "$TOOLS/there" || { echo 'Error from server (NotFound)' >&2; exit 1; } ;;
  'kubectl create '*) shift; echo "$*" >> "$TOOLS/there" ;;
  'kubectl apply '*--kustomize=*) echo 'kustomizations.kustomize.toolkit.fluxcd.io flux-system --namespace=flux-system' >> "$TOOLS/there" ;;
  'kubectl apply '*flux-instance.yaml) echo 'fluxinstances.fluxcd.controlplane.io flux --namespace=flux-system' >> "$TOOLS/there" ;;
  'helm install '*) echo 'crd fluxinstances.fluxcd.controlplane.io' >> "$TOOLS/there" ;;
esac
`;

const follows = (context: string) =>
  `kubectl --context=${context} get kustomizations.kustomize.toolkit.fluxcd.io flux-system --namespace=flux-system`;
const established = (context: string) =>
  `kubectl --context=${context} wait --for=condition=Established --timeout=5m crd/gitrepositories.source.toolkit.fluxcd.io crd/helmrepositories.source.toolkit.fluxcd.io crd/kustomizations.kustomize.toolkit.fluxcd.io crd/ocirepositories.source.toolkit.fluxcd.io`;
const followsPath = (context: string) =>
  `kubectl --context=${context} wait '--for=jsonpath={.spec.path}=./dist/clusters/${context}' --timeout=10s kustomizations.kustomize.toolkit.fluxcd.io/flux-system --namespace=flux-system`;
const otherFolder =
  'where the last command fails, Flux follows another folder: flux-fleet takeover says how it goes over';
const deployKey = (number: number, context: string, namespace: string, before = '') => `
${number}. Secret ${namespace}/flux-system: a deploy key of the repository
   the command prints a public key: add it to ${URL} as a deploy key that may read
${before}     kubectl --context=${context} get secret flux-system --namespace=${namespace} ||
       flux --context=${context} create secret git flux-system --namespace=${namespace} --url=${URL}   # for you
`;
const namespace = (context: string, name: string) =>
  `     kubectl --context=${context} get namespace ${name} ||
       kubectl --context=${context} create namespace ${name}
`;
const watch = (number: number, context: string) => `
${number}. Watch all become Ready
     flux --context=${context} get kustomizations --all-namespaces --watch   # for you
`;

const TEXTS = {
  america: `Cluster america: Flux is installed from gotk-components.yaml. It follows ${URL}
  branch main, folder dist/clusters/america
  branch dev, folder dist/clusters/america/dev

1. Install Flux from gotk-components.yaml, which flux install has written
     ${follows('america')} ||
       kubectl --context=america apply --server-side --filename=dist/clusters/america/flux-system/gotk-components.yaml
     ${established('america')}
${deployKey(2, 'america', 'flux-system')}${deployKey(3, 'america', 'dev-flux-system', namespace('america', 'dev-flux-system'))}
4. Let Flux follow the folder of the cluster
   ${otherFolder}
     ${follows('america')} ||
       kubectl --context=america apply --server-side --kustomize=dist/clusters/america
     ${followsPath('america')}
${watch(5, 'america')}`,
  pacific: `Cluster pacific: Flux is installed by Flux Operator. It follows ${URL}
  branch main, folder dist/clusters/pacific

1. Install Flux Operator
     kubectl --context=pacific get crd fluxinstances.fluxcd.controlplane.io ||
       helm --kube-context=pacific install flux-operator oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator --namespace=flux-system --create-namespace --wait
     kubectl --context=pacific wait --for=condition=Established --timeout=5m crd/fluxinstances.fluxcd.controlplane.io
${deployKey(2, 'pacific', 'flux-system')}${deployKey(3, 'pacific', 'prod-flux-system', namespace('pacific', 'prod-flux-system'))}
4. Let Flux follow the folder of the cluster
   ${otherFolder}
     kubectl --context=pacific get fluxinstances.fluxcd.controlplane.io flux --namespace=flux-system ||
       kubectl --context=pacific apply --server-side --filename=dist/clusters/pacific/flux-system/flux-instance.yaml
     kubectl --context=pacific wait '--for=jsonpath={.spec.sync.path}=./dist/clusters/pacific' --timeout=10s fluxinstances.fluxcd.controlplane.io/flux --namespace=flux-system
${watch(5, 'pacific')}`,
  europe: `Cluster europe: Flux is installed by somebody else. It follows ${URL}
  branch main, folder dist/clusters/europe

1. See that Flux is installed
   somebody else installs it, with the flags of docs/security.md: a failure here is for them
     ${established('europe')}
${deployKey(2, 'europe', 'flux-system')}
3. Let Flux follow the folder of the cluster
   ${otherFolder}
     ${follows('europe')} ||
       kubectl --context=europe apply --server-side --kustomize=dist/clusters/europe
     ${followsPath('europe')}
${watch(4, 'europe')}`,
  south: `Cluster south: remote, deployed to by Flux on america. It follows ${URL}
  branch main, folder dist/clusters/america
  branch dev, folder dist/clusters/america/remotes/south/dev

1. See that america follows its folder
   where it does not, flux-fleet bootstrap america comes first
     ${followsPath('america')}

2. Make the namespace of south on america
${namespace('america', 'south')}
3. Secret south/south-kubeconfig on america: the kubeconfig of south
   Flux acts with it as ServiceAccount south/kustomize-controller of south, which its user must be allowed to impersonate
     kubectl --context=america get secret south-kubeconfig --namespace=south ||
       kubectl --context=america create secret generic south-kubeconfig --namespace=south --from-file=value=./south.kubeconfig   # for you
${deployKey(4, 'america', 'south')}
5. Give Flux its account on south: the one thing that it cannot do for itself
     kubectl --context=south get clusterrolebinding south-kustomize-controller ||
       kubectl --context=south apply --server-side --kustomize=dist/clusters/america/remotes/south/access
${watch(6, 'america')}`,
  north: `Cluster north: remote, deployed to by Flux on america. It follows ${URL}
  branch main, folder dist/clusters/america

1. See that america follows its folder
   where it does not, flux-fleet bootstrap america comes first
     ${followsPath('america')}

2. Make the namespace of north on america
${namespace('america', 'north')}
3. Let the identity of the account north/north-kubeconfig on america into north, with the tools of aws
   Flux acts with it as ServiceAccount north/kustomize-controller of north, which its user must be allowed to impersonate
${deployKey(4, 'america', 'north')}
5. Give Flux its account on north: the one thing that it cannot do for itself
     kubectl --context=north get clusterrolebinding north-kustomize-controller ||
       kubectl --context=north apply --server-side --kustomize=dist/clusters/america/remotes/north/access
${watch(6, 'america')}`,
} as const;

describe('flux-fleet bootstrap', () => {
  const home = process.cwd();
  const { PATH } = process.env;
  let repository: Repository;
  let remote: Folder;
  let tools: Folder;
  let printed: string[];
  let messages: string[];

  const programs = new ProgramsHere();

  beforeEach(() => {
    programs.install();
    repository = new Repository();
    remote = new Folder();
    tools = new Folder();
    process.chdir(repository.directory);
    printed = [];
    messages = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    fs.writeFileSync('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
    fs.writeFileSync('fleet.ts', PROGRAM);
    for (const name of ['kubectl', 'helm']) {
      tools.write(`bin/${name}`, TOOL);
      fs.chmodSync(tools.at(`bin/${name}`), 0o755);
    }
    tools.write('there', '');
    process.env['TOOLS'] = tools.path;
    process.env['PATH'] = `${tools.at('bin')}${path.delimiter}${PATH}`;
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.chdir(home);
    process.env['PATH'] = PATH;
    delete process.env['TOOLS'];
    for (const folder of [remote, tools]) folder.delete();
    repository.remove();
  });

  const bootstrap = (...args: readonly string[]) => main(['bootstrap', ...args]);
  const problems = () => programs.stderr.split('\n').slice(1, -1);
  const exists = (...lines: readonly string[]) => fs.appendFileSync(tools.at('there'), `${lines.join('\n')}\n`);
  const calls = () => {
    const lines = tools.has('calls') ? tools.read('calls').trim().split('\n') : [];
    tools.write('calls', '');
    return lines.filter((line) => line !== '');
  };
  const components = 'dist/clusters/america/flux-system/gotk-components.yaml';

  /** All that must be there before: the folder, written, committed, pushed to both branches. */
  async function prepare(): Promise<void> {
    expect(await main(['synth', '--first'])).toBe(0);
    fs.writeFileSync(components, COMPONENTS);
    repository.commit();
    repository.git('init', '--quiet', '--bare', remote.at('fleet.git'));
    repository.git('remote', 'add', 'origin', remote.at('fleet.git'));
    repository.git('push', '--quiet', 'origin', 'main', 'main:dev');
    printed.length = 0;
  }

  it('prints the whole way of each kind of cluster', async () => {
    await prepare();
    for (const [cluster, text] of Object.entries(TEXTS)) {
      printed.length = 0;
      expect(await bootstrap(cluster)).toBe(0);
      expect(printed.join('')).toBe(text);
    }
    expect([messages, calls()]).toEqual([[], []]);
  });

  it('prints plain data, with contexts of the user', async () => {
    await prepare();
    const contexts = ['--context', 'arn:aws:eks:us-east-1:1:cluster/south', '--context', 'america=k3d-america'];
    expect(await bootstrap('south', ...contexts, '--format', 'json')).toBe(0);
    const plan = JSON.parse(printed.join('')) as { readonly steps: readonly object[] };
    expect(plan).toMatchObject({
      version: 1,
      cluster: 'south',
      manager: 'america',
      url: URL,
      reads: [
        { ref: 'branch main', folder: 'dist/clusters/america' },
        { ref: 'branch dev', folder: 'dist/clusters/america/remotes/south/dev' },
      ],
    });
    expect([plan.steps[1], plan.steps[4], plan.steps[5]]).toEqual([
      {
        title: 'Make the namespace of south on america',
        commands: [
          {
            command: 'kubectl --context=k3d-america create namespace south',
            unless: 'kubectl --context=k3d-america get namespace south',
            by: 'apply',
          },
        ],
      },
      {
        title: 'Give Flux its account on south: the one thing that it cannot do for itself',
        commands: [
          {
            command:
              'kubectl --context=arn:aws:eks:us-east-1:1:cluster/south apply --server-side --kustomize=dist/clusters/america/remotes/south/access',
            unless:
              'kubectl --context=arn:aws:eks:us-east-1:1:cluster/south get clusterrolebinding south-kustomize-controller',
            by: 'apply',
          },
        ],
      },
      {
        title: 'Watch all become Ready',
        commands: [{ command: 'flux --context=k3d-america get kustomizations --all-namespaces --watch', by: 'person' }],
      },
    ]);
  });

  it('says what is not there yet, and each way forward leads to the next', async () => {
    expect(await bootstrap('america')).toBe(1);
    const install = `flux install --export --version=v2.9.5 > ${components}`;
    const isMissing = `  [america] ${components}, which Flux itself writes, is not there: run ${install}, commit and push`;
    expect(problems()).toEqual([
      expect.stringMatching(
        /^ {2}\[america\] \.gitattributes and \d+ more of dist are not what the program makes: run flux-fleet synth, commit and push$/,
      ),
      isMissing,
    ]);

    expect(await main(['synth', '--first'])).toBe(0);
    expect(await bootstrap('america')).toBe(1);
    expect(problems()).toEqual([
      '  [america] dist/clusters/america is not committed: commit it, and push',
      isMissing,
      `  [america] no remote of the repository is "${URL}", which Flux reads: git remote add origin ${URL}, and push`,
    ]);

    fs.writeFileSync(components, COMPONENTS);
    repository.commit();
    repository.git('init', '--quiet', '--bare', remote.at('fleet.git'));
    repository.git('remote', 'add', 'origin', remote.at('fleet.git'));
    expect(await bootstrap('america')).toBe(1);
    expect(problems()).toEqual([
      '  [america] branch dev of remote "origin" does not exist, and Flux reads dist/clusters/america/dev there: git push origin HEAD:refs/heads/dev',
      '  [america] branch main of remote "origin" does not exist, and Flux reads dist/clusters/america there: git push origin HEAD:refs/heads/main',
    ]);

    repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/dev', 'HEAD:refs/heads/main');
    expect(await bootstrap('america')).toBe(0);
    expect([messages, calls()]).toEqual([[], []]);
  });

  it('says which controllers gotk-components.yaml lacks, and where there is no repository', async () => {
    await prepare();
    const image = `
      new Component(america, 'images', {
        namespace: 'images',
        manifests: (chart) => void new ApiObject(chart, 'a', {
          apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageRepository', metadata: { name: 'web' }, spec: { image: 'example.com/web', interval: '5m' },
        }),
      });
      fleet.synth();`;
    const cdk8s = JSON.stringify(path.join(PROJECT, 'node_modules/cdk8s'));
    fs.writeFileSync('fleet.ts', `import { ApiObject } from ${cdk8s};\n${PROGRAM.replace('fleet.synth();', image)}`);
    expect(await main(['synth'])).toBe(0);
    const controllers = ['image-reflector-controller', 'image-automation-controller'];
    expect(await bootstrap('america')).toBe(1);
    expect(problems()).toContain(
      `  [america] ${components}, which Flux itself writes, lacks ${controllers.join(' and ')}, which the cluster needs: run flux install --export --version=v2.9.5 --components-extra=${controllers.join(',')} > ${components}, commit and push`,
    );
    fs.appendFileSync(components, controllers.map((name) => `# ${name}\n`).join(''));
    repository.commit();
    repository.git('push', '--quiet', 'origin', 'main');
    expect(await bootstrap('america')).toBe(0);

    fs.rmSync('.git', { recursive: true });
    expect(await bootstrap('america')).toBe(1);
    expect(problems()).toEqual([
      `  [america] dist is in no Git repository, and Flux reads ${URL}: run this in a clone of it`,
    ]);
  });

  it('says where the folder that Flux reads is another one', async () => {
    await prepare();
    fs.appendFileSync(components, '# a newer one\n');
    repository.commit();
    expect(await bootstrap('america')).toBe(1);
    expect(problems()).toEqual([
      '  [america] branch main of remote "origin" has another dist/clusters/america than the commit here: merge or push what is committed here',
    ]);

    // Somebody else pushed.
    repository.git('push', '--quiet', 'origin', 'main');
    const other = remote.at('other');
    repository.git('clone', '--quiet', remote.at('fleet.git'), other, '--branch', 'main');
    repository.git('-C', other, 'commit', '--quiet', '--allow-empty', '--message', 'another');
    repository.git('-C', other, 'push', '--quiet', 'origin', 'main');
    expect(await bootstrap('america')).toBe(1);
    expect(problems()).toEqual([
      expect.stringMatching(
        /^ {2}\[america\] branch main of remote "origin" is at [0-9a-f]{12}, which this clone lacks: git fetch origin$/,
      ),
    ]);
    repository.git('fetch', '--quiet', 'origin');
    expect(await bootstrap('america')).toBe(0);

    repository.git('remote', 'set-url', 'origin', remote.at('gone/fleet.git'));
    expect(await bootstrap('america')).toBe(1);
    expect(problems()).toEqual([
      expect.stringMatching(
        /^ {2}\[america\] the remote "origin" cannot be asked for its branches, git ls-remote failed \(.*\): make git ls-remote origin work$/,
      ),
    ]);
  });

  it('refuses a cluster that the fleet does not have', async () => {
    expect(await bootstrap('asia')).toBe(1);
    expect(problems()).toEqual([
      '  [acme] cluster "asia" is not in the fleet: use one of america, europe, north, pacific, south',
    ]);
    expect(fs.existsSync('dist')).toBe(false);
  });

  it('runs what it may, waits for Secrets, and does nothing twice', async () => {
    await prepare();
    expect(await bootstrap('pacific', '--apply')).toBe(1);
    const missing =
      '[pacific] step 2, "Secret flux-system/flux-system: a deploy key of the repository", is for you: run flux --context=pacific create secret git flux-system --namespace=flux-system --url=ssh://git@github.com/acme/fleet, then run this again: what is done stays as it is\n';
    expect(messages).toEqual([missing]);
    expect(calls().map((call) => call.split(' ').slice(0, 4).join(' '))).toEqual([
      'kubectl --context=pacific get crd',
      'helm --kube-context=pacific install flux-operator',
      'kubectl --context=pacific wait --for=condition=Established',
      'kubectl --context=pacific get secret',
    ]);

    exists(...['flux-system', 'prod-flux-system'].map((space) => `secret flux-system --namespace=${space}`));
    printed.length = 0;
    expect(await bootstrap('pacific', '--apply')).toBe(0);
    expect(calls().filter((call) => / (?:apply|create|install) /.test(call))).toEqual([
      'kubectl --context=pacific create namespace prod-flux-system',
      'kubectl --context=pacific apply --server-side --filename=dist/clusters/pacific/flux-system/flux-instance.yaml',
    ]);
    // Each step is shown as without --apply, with what became of its commands behind it.
    const shown = printed.join('').replace(/^ {3}(?:already there|done|for you)\n/gm, '');
    expect(shown).toBe(`${TEXTS.pacific}\n`);
    expect(printed.join('').match(/^ {3}(?:already there|done|for you)$/gm)).toEqual([
      ...['   already there', '   done', '   already there', '   done', '   already there', '   done'],
      ...['   done', '   for you'],
    ]);

    printed.length = 0;
    expect(await bootstrap('pacific', '--apply', '--format', 'json')).toBe(0);
    expect(calls().filter((call) => / (?:apply|create|install) /.test(call))).toEqual([]);
    const { steps } = JSON.parse(printed.join('')) as {
      readonly steps: ReadonlyArray<{ readonly commands: ReadonlyArray<{ readonly result: string }> }>;
    };
    expect(steps.map(({ commands }) => commands.map(({ result }) => result))).toEqual([
      ...[['already there', 'done'], ['already there'], ['already there', 'already there'], ['already there', 'done']],
      ['for you'],
    ]);
  });

  it('goes on with a cluster that Cluster API makes, by the kubeconfig that it leaves', async () => {
    const made = `
      new Cluster(fleet, 'shop', { bootstrap: 'operator' }).provision({ managementCluster: america, provider: 'docker', version: 'v1.34.2' });
      new Cluster(fleet, 'bank', { managedBy: america }).provision({ provider: 'docker', version: 'v1.34.2' });
      fleet.synth();`;
    fs.writeFileSync('fleet.ts', PROGRAM.replace('fleet.synth();', made));
    await prepare();
    expect(await bootstrap('shop')).toBe(0);
    expect(printed.join('')).toContain(`
1. Wait until Cluster API has made shop
   Flux on america applies what makes it: where it is not there, flux-fleet bootstrap america comes first
     kubectl --context=america wait --for=condition=RemoteConnectionProbe --timeout=30m clusters.cluster.x-k8s.io/shop --namespace=shop

2. Take the kubeconfig of shop, which Cluster API has put into Secret shop/shop-kubeconfig on america
   the file is a key to the cluster: keep it out of Git, and delete it when Flux follows
     (umask 077; rm -f ./shop.kubeconfig; kubectl --context=america get secret shop-kubeconfig --namespace=shop '--output=go-template={{.data.value | base64decode}}' > ./shop.kubeconfig)

3. Install Flux Operator
     kubectl --kubeconfig=./shop.kubeconfig get crd fluxinstances.fluxcd.controlplane.io ||
       helm --kubeconfig=./shop.kubeconfig install flux-operator `);
    expect(printed.join('')).not.toContain('--context=shop');

    // Where Cluster API has not made the Secret yet, no empty file is left, with which kubectl would ask another cluster.
    fs.writeFileSync('shop.kubeconfig', 'of before', { mode: 0o644 });
    expect(await bootstrap('shop', '--apply')).toBe(1);
    expect(fs.existsSync('shop.kubeconfig')).toBe(false);

    // The stand-in for kubectl says what it is asked for, which is what a Secret holds here.
    exists('secret shop-kubeconfig --namespace=shop --output=go-template={{.data.value | base64decode}}');
    exists('secret flux-system --namespace=flux-system');
    fs.writeFileSync('shop.kubeconfig', 'of before', { mode: 0o644 });
    expect(await bootstrap('shop', '--apply')).toBe(0);
    expect(fs.statSync('shop.kubeconfig').mode & 0o777).toBe(0o600);
    expect(fs.readFileSync('shop.kubeconfig', 'utf8')).toBe('');

    printed.length = 0;
    expect(await bootstrap('shop', '--context', 'kind-shop')).toBe(0);
    expect(printed.join('')).toContain('2. Install Flux Operator\n     kubectl --context=kind-shop get crd');

    printed.length = 0;
    expect(await bootstrap('bank')).toBe(0);
    expect(printed.join('')).toMatch(
      /^\d\. Give Flux its account on bank: Cluster API does it, and makes the kubeconfig, when the cluster answers\n {5}kubectl --context=america wait --for=condition=RemoteConnectionProbe --timeout=30m clusters\.cluster\.x-k8s\.io\/bank --namespace=bank\n/m,
    );
    expect(printed.join('')).not.toMatch(/--context=bank|--from-file/);
  });

  it('stops at what fails, and where there is no tool', async () => {
    await prepare();
    tools.write('unreachable', '');
    expect(await bootstrap('america', '--apply', '--format', 'json')).toBe(1);
    expect(messages.at(-1)).toMatch(
      /^\[america\] step 1, "Install Flux from .*", failed with 1: mend what kubectl --context=america get kustomizations\S+ flux-system --namespace=flux-system says, then run this again: what is done stays as it is\n$/,
    );
    expect(messages.join('')).toContain('       Unable to connect to the server\n');
    expect(JSON.parse(printed.join(''))).toMatchObject({
      failure: messages.at(-1)!.trim(),
      steps: [{ commands: [{ result: 'failed' }, { result: 'not reached' }] }, {}, {}, {}, {}],
    });
    expect(calls()).toHaveLength(1);

    fs.rmSync(tools.at('bin/kubectl'));
    messages.length = 0;
    const git = path.join(tools.path, 'only');
    fs.mkdirSync(git);
    for (const name of ['git', 'sh']) fs.symlinkSync(which(name), path.join(git, name));
    process.env['PATH'] = git;
    expect(await bootstrap('america', '--apply')).toBe(1);
    expect(messages.at(-1)).toMatch(/ needs kubectl, which is not on PATH: install it, then run this again/);
  });

  it.each([
    [[], /^<cluster> is missing: see flux-fleet bootstrap --help\n$/],
    [
      ['a', 'b'],
      /^too many arguments for 'bootstrap'\. Expected 1 argument but got 2: see flux-fleet bootstrap --help\n$/,
    ],
    [['a', '--format', 'xml'], /^no format "xml": give text, markdown or json\n$/],
    [['a', '--context', 'b='], /^--context "b=" names no context: give one\n$/],
    [['a', '--bogus'], /^unknown option '--bogus': see flux-fleet bootstrap --help\n$/],
  ])('rejects %j as invalid usage', async (args, message) => {
    expect(await bootstrap(...args)).toBe(2);
    expect(messages.join('')).toMatch(message);
    expect(printed).toEqual([]);
  });

  function which(name: string): string {
    return (PATH ?? '')
      .split(path.delimiter)
      .map((folder) => path.join(folder, name))
      .find((file) => fs.existsSync(file))!;
  }
});
