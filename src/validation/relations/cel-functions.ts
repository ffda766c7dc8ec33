/** Functions of `k8s.io/apiserver/pkg/cel/library` 0.34.4, besides those that Flux has too. */
export const KUBERNETES_FUNCTIONS = new Set(
  (
    'isSorted sum min max indexOf lastIndexOf find findAll url isURL getScheme getHost getHostname getPort ' +
    'getEscapedPath getQuery path group serviceAccount resource subresource namespace name check allowed reason errored ' +
    'error fieldSelector labelSelector isQuantity quantity sign isInteger asInteger asApproximateFloat add sub ' +
    'isLessThan isGreaterThan compareTo isIP ip isCanonical family isUnspecified isLoopback isLinkLocalMulticast ' +
    'isLinkLocalUnicast isGlobalUnicast isCIDR cidr containsIP containsCIDR prefixLength masked string validate named ' +
    'isSemver semver major minor patch escapeKey value hasValue dns1123Label dns1123Subdomain dns1035Label qualifiedName ' +
    'dns1123LabelPrefix dns1123SubdomainPrefix dns1035LabelPrefix labelValue uri uuid byte date datetime'
  ).split(' '),
);
