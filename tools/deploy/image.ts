/** The result of building a Dockerfile: a root folder, and the settings with which the image's program starts. */
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
