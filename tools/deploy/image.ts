/** The result of building a Dockerfile: the root folder, and the settings with which its program starts. */
export interface Image {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The numeric user id and group id, separated by a colon. */
  readonly user: string;
  readonly folder: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly volumes: readonly string[];
  readonly stopSignal: string;
}
