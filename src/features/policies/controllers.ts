/**
 * Annotations of controllers that act on tenants' objects with rights of their own. Below the prefixes of a known
 * controller only the listed keys pass, because new releases add keys that name others' hosts, addresses or Secrets.
 */
export interface Controller {
  /** Beginnings of its keys; each domain with its slash. */
  readonly prefixes: readonly string[];
  /** Keys that affect the object's own traffic alone, without the prefix. */
  readonly harmless?: readonly string[];
  /** Keys whose value lists host names, separated by commas. */
  readonly hosts?: readonly string[];
  /** Keys whose value lists addresses, or names of addresses and pools, separated by commas. */
  readonly addresses?: readonly string[];
  /** Keys whose value lists objects, `name` or `namespace/name`, separated by commas. */
  readonly references?: readonly string[];
  /** Keys whose value lists objects in the way of Traefik, `namespace-name@kubernetescrd`, separated by commas. */
  readonly resources?: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Controllers of traffic: of Ingresses, routes, load balancers, host names and certificates. */
export const TRAFFIC_CONTROLLERS: readonly Controller[] = [
  {
    // Kubernetes' own domain, in which nobody else may define keys.
    prefixes: ['kubernetes.io/', 'service.kubernetes.io/', 'networking.k8s.io/'],
    harmless: words(`
      change-cause config.hash config.mirror config.seen config.source created-by description egress-bandwidth
      enforce-mountable-secrets ingress-bandwidth ingress.allow-http ingress.class limit-ranger psp
      service-account.name service-account.uid tls-acme topology-aware-hints topology-mode`),
    addresses: words('ingress.global-static-ip-name ingress.regional-static-ip-name'),
  },
  {
    // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ (controller 1.12)
    prefixes: ['nginx.ingress.kubernetes.io/'],
    harmless: words(`
      affinity affinity-mode affinity-canary-behavior app-root auth-realm auth-secret-type auth-type backend-protocol
      canary canary-by-cookie canary-by-header canary-by-header-pattern canary-by-header-value canary-weight
      canary-weight-total client-body-buffer-size client-header-buffer-size cors-allow-credentials cors-allow-headers
      cors-allow-methods cors-allow-origin cors-expose-headers cors-max-age connection-proxy-header custom-http-errors
      disable-proxy-intercept-errors enable-access-log enable-cors enable-opentelemetry enable-rewrite-log
      force-ssl-redirect http2-push-preload limit-allowlist limit-burst-multiplier
      limit-connections limit-rate limit-rate-after limit-rpm limit-rps limit-whitelist load-balance
      permanent-redirect permanent-redirect-code preserve-trailing-slash proxy-body-size proxy-buffer-size
      proxy-buffering proxy-buffers-number proxy-busy-buffers-size proxy-connect-timeout proxy-cookie-domain
      proxy-cookie-path proxy-http-version proxy-max-temp-file-size proxy-next-upstream proxy-next-upstream-timeout
      proxy-next-upstream-tries proxy-read-timeout proxy-redirect-from proxy-redirect-to proxy-request-buffering
      proxy-send-timeout relative-redirects rewrite-target satisfy server-tokens service-upstream session-cookie-change-on-failure
      session-cookie-conditional-samesite-none session-cookie-domain session-cookie-expires session-cookie-max-age
      session-cookie-name session-cookie-path session-cookie-samesite session-cookie-secure ssl-ciphers
      ssl-prefer-server-ciphers ssl-redirect temporal-redirect temporal-redirect-code upstream-hash-by
      upstream-hash-by-subset upstream-hash-by-subset-size upstream-keepalive-connections use-regex
      whitelist-source-range denylist-source-range x-forwarded-prefix`),
    hosts: ['server-alias'],
    references: words(
      'auth-secret auth-tls-secret proxy-ssl-secret custom-headers auth-proxy-set-headers default-backend',
    ),
  },
  {
    // https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
    prefixes: ['nginx.org/', 'nginx.com/'],
    harmless: words(`
      client-max-body-size fail-timeout hsts hsts-behind-proxy hsts-include-subdomains hsts-max-age keepalive lb-method
      max-conns max-fails proxy-buffer-size proxy-buffering proxy-buffers proxy-connect-timeout proxy-hide-headers
      proxy-max-temp-file-size proxy-pass-headers proxy-read-timeout proxy-send-timeout redirect-to-https rewrites
      server-tokens ssl-services grpc-services websocket-services path-regex use-cluster-ip mergeable-ingress-type
      basic-auth-secret basic-auth-realm health-checks slow-start sticky-cookie-services`),
  },
  {
    // https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/ (3.x)
    prefixes: ['traefik.ingress.kubernetes.io/', 'traefik.io/'],
    harmless: words(`
      router.entrypoints router.tls router.tls.certresolver service.nodeportlb service.nativelb service.passhostheader
      service.serversscheme service.sticky.cookie service.sticky.cookie.httponly service.sticky.cookie.name
      service.sticky.cookie.samesite service.sticky.cookie.secure`),
    resources: words('router.middlewares router.tls.options service.serverstransport'),
  },
  {
    // https://www.haproxy.com/documentation/kubernetes-ingress/, https://haproxy-ingress.github.io/docs/configuration/keys/
    prefixes: ['haproxy.org/', 'haproxy.com/', 'haproxy-ingress.github.io/', 'ingress.kubernetes.io/'],
    harmless: words(`
      affinity backend-protocol balance-algorithm check check-interval config-proxy-body-size cookie-persistence
      cors-allow-credentials cors-allow-headers cors-allow-methods cors-allow-origin cors-enable cors-max-age
      force-ssl-redirect forwarded-for hsts load-balance path-rewrite pod-maxconn proxy-body-size
      rate-limit-period rate-limit-requests rate-limit-size rate-limit-status-code rewrite-target scale-server-slots
      session-cookie-name ssl-redirect ssl-redirect-code timeout-check timeout-client timeout-connect
      timeout-http-request timeout-keep-alive timeout-queue timeout-server timeout-tunnel whitelist
      whitelist-source-range`),
  },
  {
    // https://projectcontour.io/docs/1.30/config/annotations/
    prefixes: ['projectcontour.io/', 'contour.heptio.com/'],
    harmless: words(`
      max-connections max-pending-requests max-requests max-retries num-retries per-try-timeout
      response-timeout retry-on tls-maximum-protocol-version tls-minimum-protocol-version upstream-protocol.h2
      upstream-protocol.h2c upstream-protocol.tls websocket-routes`),
  },
  {
    // https://kubernetes-sigs.github.io/aws-load-balancer-controller/v2.13/guide/ingress/annotations/
    prefixes: ['alb.ingress.kubernetes.io/'],
    harmless: words(`
      backend-protocol backend-protocol-version healthcheck-interval-seconds healthcheck-path healthcheck-port
      healthcheck-protocol healthcheck-timeout-seconds healthy-threshold-count inbound-cidrs ip-address-type
      listen-ports scheme ssl-redirect success-codes target-group-attributes target-type
      unhealthy-threshold-count`),
  },
  {
    // https://cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters
    prefixes: ['networking.gke.io/', 'cloud.google.com/', 'ingress.gcp.kubernetes.io/'],
    harmless: words(`
      app-protocols backend-config internal-load-balancer-allow-global-access l4-rbs load-balancer-type
      managed-certificates neg neg-status network-tier v1beta1.FrontendConfig weighted-load-balancing`),
    addresses: ['load-balancer-ip-addresses'],
  },
  {
    // https://docs.konghq.com/kubernetes-ingress-controller/latest/reference/annotations/
    prefixes: ['konghq.com/'],
    harmless: words(`
      connect-timeout headers https-redirect-status-code methods path path-handling preserve-host protocol protocols
      read-timeout regex-prefix regex-priority request-buffering response-buffering retries rewrite strip-path
      write-timeout`),
    hosts: words('host-aliases snis'),
  },
  {
    // https://istio.io/latest/docs/reference/config/annotations/
    prefixes: ['networking.istio.io/', 'gateway.istio.io/', 'ambient.istio.io/'],
    harmless: words('exportTo traffic-distribution'),
  },
  {
    // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    prefixes: ['external-dns.alpha.kubernetes.io/', 'external-dns.kubernetes.io/'],
    harmless: words('access cloudflare-proxied cloudflare-tags exclude ttl'),
    hosts: words('hostname internal-hostname'),
  },
  {
    // Names of hosts by Gardener, kops (dns-controller) and CoreDNS (k8s_gateway).
    prefixes: words('dns.gardener.cloud/ cert.gardener.cloud/ dns.alpha.kubernetes.io/ coredns.io/'),
    harmless: words('class purpose ttl'),
    hosts: words('commonname dnsnames external hostname internal'),
  },
  {
    // https://cert-manager.io/docs/reference/annotations/
    prefixes: ['cert-manager.io/', 'acme.cert-manager.io/'],
    harmless: words(`
      cluster-issuer duration http01-edit-in-place http01-ingress-class issue-temporary-certificate issuer issuer-group
      issuer-kind private-key-algorithm private-key-encoding private-key-rotation-policy private-key-size renew-before
      renew-before-percentage revision-history-limit usages`),
    hosts: words('alt-names common-name'),
  },
  {
    // https://metallb.universe.tf/configuration/ (0.15). A sharing key puts one Service on the address of another.
    prefixes: ['metallb.io/', 'metallb.universe.tf/'],
    harmless: ['ip-allocated-from-pool'],
    addresses: words('address-pool loadBalancerIPs'),
  },
  {
    // https://docs.cilium.io/en/stable/network/lb-ipam/ (1.18)
    prefixes: ['io.cilium/', 'lbipam.cilium.io/', 'service.cilium.io/', 'cilium.io/'],
    harmless: words('lb-algorithm topology-aware type'),
    addresses: words('ips lb-ipam-ips'),
  },
  {
    prefixes: ['kube-vip.io/', 'purelb.io/', 'eip.openelb.kubesphere.io/', 'lb.kubesphere.io/'],
    addresses: words('loadbalancerIPs service-group addresses v1alpha2'),
  },
  {
    // Load balancers of clouds: AWS, Azure, Alibaba, DigitalOcean, Scaleway, Linode, Vultr and others share the domain.
    prefixes: ['service.alpha.kubernetes.io/', 'service.beta.kubernetes.io/'],
    harmless: words(`
      load-balancer-source-ranges
      aws-load-balancer-backend-protocol aws-load-balancer-connection-idle-timeout
      aws-load-balancer-cross-zone-load-balancing-enabled aws-load-balancer-healthcheck-healthy-threshold
      aws-load-balancer-healthcheck-interval aws-load-balancer-healthcheck-path aws-load-balancer-healthcheck-port
      aws-load-balancer-healthcheck-protocol aws-load-balancer-healthcheck-timeout
      aws-load-balancer-healthcheck-unhealthy-threshold aws-load-balancer-internal aws-load-balancer-ip-address-type
      aws-load-balancer-nlb-target-type aws-load-balancer-proxy-protocol aws-load-balancer-scheme
      aws-load-balancer-target-group-attributes aws-load-balancer-type azure-load-balancer-health-probe-interval
      azure-load-balancer-health-probe-num-of-probe azure-load-balancer-health-probe-request-path
      azure-load-balancer-internal azure-load-balancer-tcp-idle-timeout do-loadbalancer-enable-proxy-protocol
      do-loadbalancer-healthcheck-path do-loadbalancer-protocol do-loadbalancer-size-unit`),
    addresses: words(`
      aws-load-balancer-eip-allocations aws-load-balancer-private-ipv4-addresses azure-load-balancer-ipv4
      azure-load-balancer-ipv6 azure-pip-name azure-pip-name-ipv6 azure-pip-prefix-id`),
  },
  {
    // https://developer.hashicorp.com/consul/docs/reference/k8s/annotation-label
    prefixes: ['consul.hashicorp.com/'],
    harmless: words('connect-inject connect-service-port service-port service-tags transparent-proxy'),
  },
  {
    // Further controllers, whose keys choose backends, certificates or load balancers: none passes by itself.
    prefixes: words(`
      acos.a10networks.com/ ako.vmware.com/ alb.networking.azure.io/ appgw.ingress.kubernetes.io/
      application-networking.k8s.aws/ aviinfrasetting.ako.vmware.com/ bfe.ingress.kubernetes.io/ cis.f5.com/
      easegress.ingress.kubernetes.io/ getambassador.io/ haproxy.router.openshift.io/ higress.io/ ingress.appscode.com/
      ingress.bluemix.net/ ingress.citrix.com/ ingress.cloud.tencent.com/ ingress.pomerium.io/ k8s.apisix.apache.org/
      k8s.ngrok.com/ kubernetes.digitalocean.com/ lb.stackit.cloud/ load-balancer.hetzner.cloud/
      loadbalancer.openstack.org/ loadbalancer.ovhcloud.com/ loxilb.io/ mse.ingress.kubernetes.io/ ncp/ netbird.io/
      oci-network-load-balancer.oraclecloud.com/ oci.oraclecloud.com/ route.openshift.io/ service.citrix.com/
      service.cloud.tencent.com/ service.kubernetes.io/ tailscale.com/ teleport.dev/ virtual-server.f5.com/
      zalando.org/`),
  },
];

/** Beginnings of the keys by which a claim chooses the path within a share, or the origin of a clone. */
export const VOLUME_KEYS = [
  ...['cas.openebs.io/', 'cdi.kubevirt.io/', 'k8s.io/CloneRequest', 'nfs.io/', 'stork.libopenstorage.org/'],
  // Trident takes over a volume of its storage system by name, or clones one of another namespace.
  ...['trident.netapp.io/cloneFrom', 'trident.netapp.io/import', 'trident.netapp.io/shareFromPVC'],
];

/** Controllers that copy objects between namespaces, or claim a network, address or identity for a pod. */
export const OTHER_CONTROLLERS: readonly Controller[] = [
  {
    // Copiers of ConfigMaps and Secrets: reflector, replicator, kubed and config-syncer.
    prefixes: words(`
      reflector.v1.k8s.emberstack.com/ replicator.v1.mittwald.de/ kubed.appscode.com/ config-syncer.appscode.com/
      secret-replicator.appscode.com/ secretgen.carvel.dev/ synator/`),
  },
  {
    // https://opentelemetry.io/docs/platforms/kubernetes/operator/automatic/
    prefixes: ['instrumentation.opentelemetry.io/', 'sidecar.opentelemetry.io/'],
    harmless: words('container-names otel-dotnet-auto-runtime otel-go-auto-target-exe otel-python-platform'),
    references: words(`
      inject inject-apache-httpd inject-dotnet inject-go inject-java inject-nginx inject-nodejs inject-python
      inject-sdk`),
  },
  // Identities of nodes for pods: kube2iam and kiam.
  { prefixes: ['iam.amazonaws.com/'] },
  {
    // Networks and addresses of pods: Multus, Calico, OVN-Kubernetes, Kube-OVN, Antrea, Spiderpool.
    prefixes: words(`
      k8s.v1.cni.cncf.io/ v1.multus-cni.io/ cni.projectcalico.org/ k8s.ovn.org/ ovn.kubernetes.io/ ipam.cilium.io/
      ipam.antrea.io/ service.antrea.io/ ipam.spidernet.io/`),
    harmless: words('network-status networks-status podIP podIPs containerID'),
    references: ['networks'],
  },
  // Devices and runtimes of nodes.
  { prefixes: ['io.kubernetes.cri-o.', 'io.katacontainers.'] },
  { prefixes: VOLUME_KEYS },
];

/** Domains of these controllers, each with its slash, and the other beginnings of their keys. */
export function beginningsOf(controllers: readonly Controller[]): { domains: string[]; others: string[] } {
  const all = [...new Set(controllers.flatMap(({ prefixes }) => prefixes))].sort();
  return { domains: all.filter((one) => one.endsWith('/')), others: all.filter((one) => !one.endsWith('/')) };
}
