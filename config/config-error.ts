/** The error of an invalid configuration. The message names every wrong setting, but no value that may be secret. */
export class ConfigError extends Error {}
