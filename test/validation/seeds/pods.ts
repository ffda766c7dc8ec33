/** Specs of pods that together have every field of a pod, each valid by itself. */

const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '500m', memory: '128Mi' } };

const running = {
  nodeSelector: { disk: 'ssd' },
  serviceAccountName: 'web',
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 60,
  hostname: 'web',
  subdomain: 'sub',
  imagePullSecrets: [{ name: 'registry' }],
  priorityClassName: 'high',
  preemptionPolicy: 'Never',
  schedulerName: 'default-scheduler',
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 2000,
    fsGroupChangePolicy: 'OnRootMismatch',
    supplementalGroups: [3000, 3001],
    supplementalGroupsPolicy: 'Merge',
    seccompProfile: { type: 'RuntimeDefault' },
    appArmorProfile: { type: 'RuntimeDefault' },
    seLinuxOptions: { level: 's0:c1,c2' },
    sysctls: [
      { name: 'net.core.somaxconn', value: '1024' },
      { name: 'kernel.shm_rmid_forced', value: '0' },
    ],
  },
  containers: [
    {
      name: 'web',
      image: 'registry.example.com/web:1.2',
      imagePullPolicy: 'IfNotPresent',
      command: ['/web'],
      args: ['--port', '8080'],
      workingDir: '/srv',
      terminationMessagePath: '/dev/log',
      terminationMessagePolicy: 'File',
      ports: [
        { name: 'http', containerPort: 8080 },
        { name: 'metrics', containerPort: 9090, hostPort: 9090, protocol: 'TCP' },
      ],
      env: [
        { name: 'MODE', value: 'production' },
        { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
        { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
        { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'color', optional: true } } },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'token', key: 'value' } } },
      ],
      envFrom: [
        { prefix: 'APP_', configMapRef: { name: 'settings' } },
        { secretRef: { name: 'token', optional: true } },
      ],
      resources,
      resizePolicy: [
        { resourceName: 'cpu', restartPolicy: 'NotRequired' },
        { resourceName: 'memory', restartPolicy: 'RestartContainer' },
      ],
      livenessProbe: {
        httpGet: { path: '/live', port: 'http', scheme: 'HTTP', httpHeaders: [{ name: 'X-Probe', value: '1' }] },
        initialDelaySeconds: 5,
        timeoutSeconds: 2,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
        terminationGracePeriodSeconds: 10,
      },
      readinessProbe: { grpc: { port: 9090, service: 'ready' }, successThreshold: 2 },
      startupProbe: { exec: { command: ['true'] } },
      lifecycle: {
        postStart: { exec: { command: ['sh', '-c', 'true'] } },
        preStop: { sleep: { seconds: 5 } },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        procMount: 'Default',
        seccompProfile: { type: 'Localhost', localhostProfile: 'profiles/web.json' },
        appArmorProfile: { type: 'Localhost', localhostProfile: 'web' },
      },
      volumeMounts: [
        { name: 'data', mountPath: '/data', subPath: 'web', readOnly: true, recursiveReadOnly: 'IfPossible' },
        { name: 'logs', mountPath: '/logs', subPathExpr: '$(APP)', mountPropagation: 'HostToContainer' },
      ],
      volumeDevices: [{ name: 'block', devicePath: '/dev/block' }],
    },
    {
      name: 'agent',
      image: 'agent',
      livenessProbe: { tcpSocket: { port: 8081 } },
      lifecycle: { preStop: { httpGet: { path: '/stop', port: 8081 } }, postStart: { tcpSocket: { port: 'x' } } },
      securityContext: { privileged: true },
      volumeMounts: [{ name: 'logs', mountPath: '/logs', mountPropagation: 'Bidirectional' }],
    },
  ],
  initContainers: [
    {
      name: 'prepare',
      image: 'prepare:1',
      resources,
      env: [{ name: 'A', value: 'b' }],
      ports: [{ containerPort: 1000, hostPort: 1000 }],
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
    },
    {
      name: 'proxy',
      image: 'proxy:1',
      restartPolicy: 'Always',
      readinessProbe: { httpGet: { port: 15021 } },
      livenessProbe: { tcpSocket: { port: 15021 } },
      startupProbe: { exec: { command: ['true'] } },
      lifecycle: { preStop: { exec: { command: ['stop'] } } },
    },
  ],
  volumes: [
    { name: 'data', persistentVolumeClaim: { claimName: 'data', readOnly: false } },
    { name: 'logs', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
    {
      name: 'block',
      ephemeral: {
        volumeClaimTemplate: {
          metadata: { labels: { app: 'web' } },
          spec: { accessModes: ['ReadWriteOnce'], volumeMode: 'Block', resources: { requests: { storage: '1Gi' } } },
        },
      },
    },
  ],
};

const volumes = {
  serviceAccountName: 'web',
  containers: [{ name: 'web', image: 'web:1' }],
  volumes: [
    { name: 'host', hostPath: { path: '/var/log', type: 'Directory' } },
    { name: 'git', gitRepo: { repository: 'https://example.com/repo', revision: 'main', directory: 'repo' } },
    { name: 'gce', gcePersistentDisk: { pdName: 'disk', fsType: 'ext4', partition: 1 } },
    { name: 'aws', awsElasticBlockStore: { volumeID: 'vol-1', fsType: 'ext4', partition: 1 } },
    {
      name: 'secret',
      secret: { secretName: 'token', defaultMode: 256, items: [{ key: 'a', path: 'b/a', mode: 384 }] },
    },
    { name: 'nfs', nfs: { server: 'nfs.example.com', path: '/export' } },
    {
      name: 'iscsi',
      iscsi: {
        targetPortal: '10.0.2.15:3260',
        iqn: 'iqn.2001-04.com.example:storage',
        lun: 0,
        portals: ['10.0.2.16:3260'],
        initiatorName: 'iqn.1994-05.com.example:node1',
        chapAuthDiscovery: true,
        secretRef: { name: 'chap' },
      },
    },
    { name: 'gluster', glusterfs: { endpoints: 'cluster', path: 'vol' } },
    { name: 'rbd', rbd: { monitors: ['10.16.154.78:6789'], image: 'foo', pool: 'kube', secretRef: { name: 'ceph' } } },
    { name: 'flex', flexVolume: { driver: 'example.com/lvm', options: { size: '1' }, secretRef: { name: 's' } } },
    { name: 'cinder', cinder: { volumeID: 'vol', fsType: 'ext4', secretRef: { name: 's' } } },
    { name: 'ceph', cephfs: { monitors: ['10.16.154.78:6789'], user: 'admin', secretRef: { name: 'ceph' } } },
    { name: 'flocker', flocker: { datasetName: 'set' } },
    {
      name: 'down',
      downwardAPI: {
        defaultMode: 420,
        items: [
          { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
          { path: 'note', fieldRef: { fieldPath: "metadata.annotations['example.com/note']" }, mode: 256 },
          { path: 'cpu', resourceFieldRef: { containerName: 'web', resource: 'requests.cpu', divisor: '1' } },
        ],
      },
    },
    { name: 'fc', fc: { targetWWNs: ['50060e801049cfd1'], lun: 0 } },
    { name: 'fcids', fc: { wwids: ['50060e801049cfd1'] } },
    { name: 'azurefile', azureFile: { secretName: 's', shareName: 'share' } },
    { name: 'config', configMap: { name: 'settings', defaultMode: 420, items: [{ key: 'a', path: 'a' }] } },
    { name: 'vsphere', vsphereVolume: { volumePath: '[store] path' } },
    { name: 'quobyte', quobyte: { registry: 'registry:6789,other:6789', volume: 'vol', tenant: 'id' } },
    {
      name: 'azuredisk',
      azureDisk: {
        diskName: 'd',
        diskURI: 'https://acct.blob.core.windows.net/c/d.vhd',
        kind: 'Shared',
        cachingMode: 'None',
      },
    },
    { name: 'azuremanaged', azureDisk: { diskName: 'd', diskURI: '/subscriptions/s/disks/d', kind: 'Managed' } },
    { name: 'photon', photonPersistentDisk: { pdID: 'id' } },
    { name: 'portworx', portworxVolume: { volumeID: 'id' } },
    { name: 'scaleio', scaleIO: { gateway: 'https://g', system: 's', volumeName: 'v', secretRef: { name: 's' } } },
    { name: 'storageos', storageos: { volumeName: 'v', volumeNamespace: 'n', secretRef: { name: 's' } } },
    {
      name: 'csi',
      csi: { driver: 'csi.example.com', nodePublishSecretRef: { name: 's' }, volumeAttributes: { a: 'b' } },
    },
    { name: 'empty' },
    {
      name: 'projected',
      projected: {
        defaultMode: 420,
        sources: [
          { secret: { name: 's', items: [{ key: 'k', path: 's/k' }] } },
          { configMap: { name: 'c', items: [{ key: 'k', path: 'c/k' }] } },
          { downwardAPI: { items: [{ path: 'd/labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
          { serviceAccountToken: { path: 'token', expirationSeconds: 3600, audience: 'vault' } },
        ],
      },
    },
  ],
};

const expression = { key: 'zone', operator: 'In', values: ['a', 'b'] };
const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] };

const scheduled = {
  containers: [
    {
      name: 'web',
      image: 'web:1',
      resources: {
        requests: { cpu: 1, 'hugepages-2Mi': '4Mi', 'example.com/gpu': 1, 'ephemeral-storage': '1Gi' },
        limits: { cpu: '2', 'hugepages-2Mi': '4Mi', 'example.com/gpu': 1 },
        claims: [{ name: 'gpu', request: 'one' }],
      },
    },
  ],
  resourceClaims: [
    { name: 'gpu', resourceClaimTemplateName: 'gpu' },
    { name: 'net', resourceClaimName: 'net' },
  ],
  schedulingGates: [{ name: 'example.com/wait' }, { name: 'second' }],
  readinessGates: [{ conditionType: 'example.com/ready' }],
  runtimeClassName: 'gvisor',
  overhead: { cpu: '10m', memory: '10Mi' },
  dnsPolicy: 'None',
  dnsConfig: {
    nameservers: ['10.0.0.10', 'fd00::10'],
    searches: ['svc.cluster.local', 'example.com.'],
    options: [{ name: 'ndots', value: '2' }],
  },
  hostAliases: [{ ip: '127.0.0.1', hostnames: ['foo.local', 'bar.local'] }],
  tolerations: [
    { key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' },
    { key: 'example.com/down', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    { operator: 'Exists' },
  ],
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      minDomains: 2,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: selector,
      matchLabelKeys: ['pod-template-hash'],
      nodeAffinityPolicy: 'Honor',
      nodeTaintsPolicy: 'Ignore',
    },
    { maxSkew: 2, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
  ],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [expression, { key: 'cpus', operator: 'Gt', values: ['4'] }] },
          { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] },
        ],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 10, preference: { matchExpressions: [{ key: 'disk', operator: 'DoesNotExist' }] } },
      ],
    },
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: selector, topologyKey: 'zone', namespaces: ['other'], namespaceSelector: selector },
      ],
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, podAffinityTerm: { labelSelector: selector, topologyKey: 'zone', matchLabelKeys: ['version'] } },
      ],
    },
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: selector, topologyKey: 'kubernetes.io/hostname', mismatchLabelKeys: ['tenant'] },
      ],
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { labelSelector: {}, topologyKey: 'zone' } },
      ],
    },
  },
};

const windows = {
  os: { name: 'windows' },
  hostNetwork: true,
  nodeSelector: { 'kubernetes.io/os': 'windows' },
  securityContext: {
    windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\Local service', gmsaCredentialSpecName: 'spec' },
  },
  containers: [
    {
      name: 'web',
      image: 'web:1',
      ports: [{ containerPort: 80, hostPort: 80 }],
      securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'user', gmsaCredentialSpec: '{}' } },
    },
  ],
};

const linux = {
  os: { name: 'linux' },
  hostPID: true,
  hostIPC: true,
  hostNetwork: true,
  dnsPolicy: 'ClusterFirstWithHostNet',
  containers: [
    { name: 'web', image: 'web', ports: [{ containerPort: 80, hostPort: 80, hostIP: '10.0.0.1', protocol: 'UDP' }] },
  ],
};

/** Fields of Kubernetes 1.35. */
const modern = {
  hostnameOverride: 'web.example.com',
  restartPolicy: 'Always',
  containers: [
    {
      name: 'web',
      image: 'web',
      restartPolicy: 'Never',
      restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42, 43] } }],
      env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'files', path: 'a.env', key: 'A', optional: true } } }],
    },
  ],
  initContainers: [
    {
      name: 'prepare',
      image: 'prepare',
      restartPolicy: 'OnFailure',
      restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'NotIn', values: [1] } }],
    },
  ],
  volumes: [
    { name: 'files', emptyDir: {} },
    { name: 'image', image: { reference: 'registry.example.com/data:1', pullPolicy: 'IfNotPresent' } },
  ],
};

const isolated = {
  resources: { requests: { cpu: '2', memory: '2Gi' }, limits: { cpu: '4', memory: '4Gi' } },
  hostUsers: false,
  shareProcessNamespace: true,
  setHostnameAsFQDN: true,
  containers: [
    { name: 'web', image: 'web', securityContext: { procMount: 'Unmasked' }, stdin: true, stdinOnce: true, tty: true },
    { name: 'beside', image: 'beside', resources: { limits: { memory: '1Gi' } } },
  ],
};

/** The specs, by what they are about. */
export const POD_SPECS = { running, volumes, scheduled, windows, linux, isolated, modern };
