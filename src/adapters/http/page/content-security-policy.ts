/**
 * The Content-Security-Policy of the page: only files of this service, and no inline script or style. Trusted Types:
 * only strings made by the policy `taskport` may reach functions that run or load scripts.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types taskport',
].join('; ');

/** The Content-Security-Policy of the service worker, which may only fetch from this service. */
export const WORKER_POLICY =
  "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types";
