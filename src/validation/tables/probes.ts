import {
  a,
  Check,
  choice,
  each,
  exactlyOne,
  natural,
  port,
  range,
  rangeOrZero,
  required,
  Shape,
  strictText,
} from '../checks/rule';

const CORE = 'core/validation';

/** A port by its number or name. */
export const PORT_OR_NAME: readonly Check[] = [port, strictText('portName')];

const HTTP_GET = (): Shape => ({
  source: `${CORE}#validateHTTPGetAction`,
  fields: {
    port: PORT_OR_NAME,
    scheme: choice('HTTP', 'HTTPS'),
    httpHeaders: each(
      a(() => ({ source: `${CORE}#validateHTTPGetAction`, fields: { name: strictText('headerName') } })),
    ),
  },
});

const HANDLERS = {
  exec: a(() => ({ source: `${CORE}#validateExecAction`, fields: { command: required } })),
  httpGet: a(HTTP_GET),
  tcpSocket: a(() => ({ source: `${CORE}#validateTCPSocketAction`, fields: { port: PORT_OR_NAME } })),
};

const PROBE: Shape = {
  source: `${CORE}#validateProbe`,
  fields: {
    ...HANDLERS,
    grpc: a(() => ({ source: `${CORE}#validateGRPCAction`, fields: { port } })),
    initialDelaySeconds: natural,
    timeoutSeconds: natural,
    periodSeconds: natural,
    successThreshold: natural,
    failureThreshold: natural,
    terminationGracePeriodSeconds: range(1),
  },
  rules: [exactlyOne('handler', ...Object.keys(HANDLERS), 'grpc')],
};

/** One success is enough: liveness and startup. 0 means 1. */
export const ONE_SUCCESS = (): Shape => ({
  ...PROBE,
  fields: { ...PROBE.fields, successThreshold: rangeOrZero(1, 1) },
});

/** A probe that says whether a container takes requests. */
export const READINESS = (): Shape => ({
  ...PROBE,
  fields: {
    ...PROBE.fields,
    terminationGracePeriodSeconds: { rule: 'forbidden', why: 'has no effect on readiness: leave it out' },
  },
});

/** `sleep` depends on the pod: see `relations/pod.ts`. */
const LIFECYCLE_HANDLER = (): Shape => ({
  source: `${CORE}#validateHandler`,
  fields: HANDLERS,
  rules: [exactlyOne('handler', ...Object.keys(HANDLERS), 'sleep')],
});

/** Hooks of a container. */
export const LIFECYCLE = (): Shape => ({
  source: `${CORE}#validateLifecycle`,
  fields: { postStart: a(LIFECYCLE_HANDLER), preStop: a(LIFECYCLE_HANDLER) },
});
