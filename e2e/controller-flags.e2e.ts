import { FEATURE_GATES, FLAGS, knownNames } from '../src/features/bootstrap/controller-flags';
import { LOCKDOWN_FLAGS, OWN_FLAGS } from '../src/features/bootstrap/controllers';
import { runTool } from './harness/tool';

/*
 * A controller that is given a flag or a feature gate that it does not know ends at once, and Flux with it. The library
 * refuses those by tables, which are held against Flux's real controllers here.
 */

/** The version of Flux whose controllers the suites run. */
const FLUX = '2.9';

const NAMES = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'] as const;

/** Nothing to connect to: a controller ends when it has read its flags. */
const nowhere = { KUBECONFIG: '/dev/null', KUBERNETES_SERVICE_HOST: '', KUBERNETES_MASTER: '' };

describe.each(NAMES)('%s', (name) => {
  it('has the flags of the table, and no others', async () => {
    const { stdout, stderr } = await runTool(name, ['--help']);
    const flags = [...`${stdout}${stderr}`.matchAll(/^ +(?:-\w, )?--([\w-]+)/gm)].map(([, flag]) => flag!);
    const others = new Set<string>([...Object.keys(OWN_FLAGS), ...LOCKDOWN_FLAGS]);
    expect(flags.filter((flag) => !others.has(flag)).sort()).toEqual(knownNames(FLAGS, name, FLUX).sort());
  });

  it('knows the feature gates of the table', async () => {
    const gates = knownNames(FEATURE_GATES, name, FLUX);
    expect(gates).toContain('ObjectLevelWorkloadIdentity');
    const given = gates.map((gate) => `${gate}=false`).join();
    const { stdout, stderr } = await runTool(name, [`--feature-gates=${given}`], { env: nowhere });
    expect(`${stdout}${stderr}`).not.toContain('not supported');
    expect(`${stdout}${stderr}`).toContain('unable to get kubeconfig');
  });

  it('ends with any other', async () => {
    const others = Object.keys(FEATURE_GATES).filter((gate) => !knownNames(FEATURE_GATES, name, FLUX).includes(gate));
    for (const gate of [...others, 'CancelHealthChecks']) {
      const { stdout, stderr, exitCode } = await runTool(name, [`--feature-gates=${gate}=true`], { env: nowhere });
      expect(exitCode).not.toBe(0);
      expect(`${stdout}${stderr}`).toContain(`feature-gate '${gate}' not supported`);
    }
  });
});
