/** A wrong configuration. The message names every wrong setting, but no value, because a value may be a secret. */
export class ConfigError extends Error {}
