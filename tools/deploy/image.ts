/** The result of a Dockerfile: a root folder, and how its program is started there. */
export interface Image {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The user and the group as numbers with a colon between them. */
  readonly user: string;
  readonly folder: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly volumes: readonly string[];
  readonly stopSignal: string;
}
