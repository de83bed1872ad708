/**
 * The Content-Security-Policy of the page. The page loads its own files only, has no inline script or style, and can
 * pass only text of the policy `taskport` where a browser would run or load it as a script (Trusted Types).
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

/** The Content-Security-Policy of the service worker, which fetches from the service and loads nothing else. */
export const WORKER_POLICY =
  "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types";
