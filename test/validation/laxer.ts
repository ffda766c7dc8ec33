/** A rule of the API server that this library does not have. */
export interface LaxerRule {
  /** The server's message. */
  readonly message: RegExp;
  readonly reason: string;
}

/** Everything that an API server may refuse and this library accepts. */
export const LAXER_RULES: readonly LaxerRule[] = [
  {
    message: /metadata\.generation: Invalid value/,
    reason: 'the server counts generations itself, and which kinds start anew is not in their rules',
  },
  {
    message:
      /(?:xpression|variables).*(?:undefined field|no matching overload|does not support|unexpected failed resolution|must evaluate to|expected type of field)/s,
    reason: 'the types of requests, of namespaces, of authorizers and of variables are not known here',
  },
  {
    message: /xpression.*undeclared reference/s,
    reason: 'functions of Kubernetes are known by their names, not by what they are called on',
  },
  {
    message: /(?:healthCheckNodePort|nodePort|clusterIPs?)(?:\[\d+\])?: Invalid value/,
    reason: 'the ranges of ports and addresses are settings of the cluster',
  },
  {
    message: /not configured (?:for dual-stack|on this cluster)/,
    reason: 'the families of addresses are a setting of the cluster',
  },
  {
    message: /requestPolicy\.validRange|requestPolicy\.validValues\[\d+\]: Duplicate/,
    reason: 'how ranges of capacities fit each other and their steps is for drivers, which write them',
  },
  {
    message: /admin access to devices requires/,
    reason: 'the labels of the namespace decide, which an object does not show',
  },
];
