import pg from 'pg';

type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

/** Names are kept for ever by each connection, so there is a limit to them; past it statements go unnamed. */
const MAX_NAMES = 500;
const names = new Map<string, string>();

/**
 * A connection that prepares every statement with parameters once and by name, so that PostgreSQL plans it once, and
 * that gives itself up when an answer stays away: what comes late must not be taken for the answer to the next question.
 */
export class PooledClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const query = super.query.bind(this) as Query;
    const named: Query = (text, values, callback) => {
      const isStatement = typeof text === 'string' && Array.isArray(values) && values.length > 0;
      const name = isStatement ? nameOf(text) : undefined;
      const result = name === undefined ? query(text, values, callback) : query({ name, text, values }, callback);
      return result instanceof Promise ? result.catch((error: Error) => this.#giveUp(error)) : result;
    };
    this.query = named as typeof this.query;
  }

  /** Only when the connection is known to be dead may the pool have it back: then it does not give it out again. */
  async #giveUp(error: Error): Promise<never> {
    if (error.message === 'Query read timeout') {
      const ended = new Promise((resolve) => this.once('end', resolve));
      this.connection.stream.destroy();
      await ended;
    }
    throw error;
  }
}

function nameOf(text: string): string | undefined {
  if (!names.has(text) && names.size < MAX_NAMES) names.set(text, `s${names.size}`);
  return names.get(text);
}
