/** The configuration is wrong; the message lists every mistake and holds no value, for a value may be a secret. */
export class ConfigError extends Error {}
