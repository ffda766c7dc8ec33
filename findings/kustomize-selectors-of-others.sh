#!/usr/bin/env bash
# Guess: `labels` with `includeSelectors: true` puts a label on all objects of the build and into the selectors by which
# they find their own pods. Whom a NetworkPolicy lets in or out, and what a pod wants to be near to, are others: they
# stay.
#
# Behaviour: the peers of a NetworkPolicy and the terms of a pod's affinity get the label as well. A policy that allows
# the cluster's DNS and Prometheus, in namespaces of their own, allows neither of them any more, unless they happen to
# have it. A Service without a selector, whose addresses somebody writes by hand, gets one. The selector of a
# ServiceMonitor, which does mean the own Service, stays.
#
# Version: sigs.k8s.io/kustomize/kustomize/v5 v5.8.1. Needs Go 1.24 or newer, Node 20 or newer, npm and the network.
# Output seen:
#   own pods of the policy: {app: web, stage: prod}
#   peer of the policy, DNS: {app: dns, stage: prod}
#   peer of the policy, Prometheus: {app: prometheus, stage: prod}
#   affinity: {app: cache, stage: prod}
#   topology spread: {app: web, stage: prod}
#   ServiceMonitor: {app: web}
#   Service without selector: {stage: prod}
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1

mkdir "$work/folder"
cat >"$work/folder/objects.yaml" <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels: { app: web }
  egress:
    - to:
        - namespaceSelector: {}
          podSelector:
            matchLabels: { app: dns }
  ingress:
    - from:
        - namespaceSelector: {}
          podSelector:
            matchLabels: { app: prometheus }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels: { app: cache }
      topologySpreadConstraints:
        - topologyKey: kubernetes.io/hostname
          maxSkew: 1
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels: { app: web }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
---
apiVersion: v1
kind: Service
metadata:
  name: database-outside
spec:
  ports:
    - port: 5432
YAML
cat >"$work/folder/kustomization.yaml" <<'YAML'
resources: [objects.yaml]
labels:
  - includeSelectors: true
    pairs: { stage: prod }
YAML

cd "$work"
bin/kustomize build folder -o built.yaml
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund yaml@2.9.1 >npm.log 2>&1
cat >selectors.js <<'JS'
const { parseAllDocuments } = require('yaml');
const objects = parseAllDocuments(require('node:fs').readFileSync('built.yaml', 'utf8')).map((one) => one.toJS());
const spec = Object.fromEntries(objects.map((object) => [object.kind, object.spec]));

function say(what, selector) {
  const labels = Object.entries(selector).map(([key, value]) => `${key}: ${value}`);
  console.log(`${what}: {${labels.join(', ')}}`);
}

const policy = spec.NetworkPolicy;
const pod = spec.Deployment.template.spec;
say('own pods of the policy', policy.podSelector.matchLabels);
say('peer of the policy, DNS', policy.egress[0].to[0].podSelector.matchLabels);
say('peer of the policy, Prometheus', policy.ingress[0].from[0].podSelector.matchLabels);
const [term] = pod.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution;
say('affinity', term.labelSelector.matchLabels);
say('topology spread', pod.topologySpreadConstraints[0].labelSelector.matchLabels);
say('ServiceMonitor', spec.ServiceMonitor.selector.matchLabels);
say('Service without selector', spec.Service.selector);
JS
seen=$(node selectors.js)
echo "$seen"
[[ $seen == 'own pods of the policy: {app: web, stage: prod}
peer of the policy, DNS: {app: dns, stage: prod}
peer of the policy, Prometheus: {app: prometheus, stage: prod}
affinity: {app: cache, stage: prod}
topology spread: {app: web, stage: prod}
ServiceMonitor: {app: web}
Service without selector: {stage: prod}' ]] || { echo 'not what was seen'; exit 1; }
