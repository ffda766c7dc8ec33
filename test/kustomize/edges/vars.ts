import { EdgeTree, manifest, treeOf } from './edge-tree';

const POD = (env: string) =>
  manifest('Pod', 'web', {
    spec: {
      containers: [
        {
          name: 'main',
          image: 'nginx',
          command: ['run', env, '$(SERVICE)'],
          args: ['$$(SERVICE)'],
          env: [{ name: 'A', value: env }],
        },
      ],
    },
  });

const SERVICE = manifest('Service', 'one', {
  metadata: { name: 'one', labels: { a: 'b' } },
  spec: { ports: [{ port: 80 }], selector: { app: 'web' } },
});

const OBJREF = { apiVersion: 'v1', kind: 'Service', name: 'one' };

function vars(name: string, env: string, ...list: object[]): EdgeTree {
  return treeOf(`vars ${name}`, `${POD(env)}---\n${SERVICE}`, { namePrefix: 'x-', vars: list });
}

const one = { name: 'SERVICE', objref: OBJREF };
const at = (fieldpath: string) => ({ ...one, fieldref: { fieldpath } });

/** Variables of kustomize's older form. */
export const VARS: readonly EdgeTree[] = [
  vars('of a name', 'a $(SERVICE) b', one),
  vars('of a field', '$(SERVICE)', at('metadata.labels.a')),
  vars('of a number', '$(SERVICE)', at('spec.ports[0].port')),
  vars('of a number in a text', 'port $(SERVICE)', at('spec.ports[0].port')),
  vars('of a map', '$(SERVICE)', at('spec.selector')),
  vars('of a field that is not there', '$(SERVICE)', at('spec.gone')),
  vars('of an object that is not there', '$(SERVICE)', { ...one, objref: { ...OBJREF, name: 'gone' } }),
  vars('without a kind', '$(SERVICE)', { ...one, objref: { name: 'one' } }),
  vars('without a name', '$(SERVICE)', { objref: OBJREF }),
  vars('twice', '$(SERVICE)', one, one),
  vars('that nobody reads', 'plain', { ...one, name: 'OTHER' }),
  vars('that are not declared', '$(OTHER) $(SERVICE)', one),
  vars('that are escaped', '$$(SERVICE) $(SERVICE', one),
  vars('in a namespace', '$(SERVICE)', { ...one, objref: { ...OBJREF, namespace: 'other' } }),
];
