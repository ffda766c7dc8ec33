const { Kustomization } = require('@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1');

/** A Kustomization; account and source go by one name. */
exports.sync = ({ name, namespace, account = name, source = account, ...spec }) =>
  new Kustomization({
    metadata: { name, namespace },
    spec: {
      interval: '1h',
      retryInterval: '2m',
      timeout: '5m',
      prune: true,
      wait: true,
      serviceAccountName: account,
      sourceRef: { kind: 'GitRepository', name: source },
      ...spec,
    },
  });

exports.PLATFORM = 'kustomize-controller';
