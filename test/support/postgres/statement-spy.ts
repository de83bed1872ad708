import pg from 'pg';

/** The statements that the services on one database have sent to that database. */
export interface Sent {
  /** The texts of all statements except begin, commit and rollback. */
  readonly texts: ReadonlySet<string>;
  /** The owners in each transaction that concerned several owners. The owner is the first parameter of a statement. */
  readonly mixed: readonly (readonly string[])[];
}

type Query = (...parameters: unknown[]) => unknown;

/**
 * Records the statements of the pools that serve requests on one database. All of a service's SQL goes through
 * `pg.Pool.connect` and the client that it returns.
 *
 * @param isWatched returns true for the options of a pool of the service under test
 * @returns the statements so far, to which later ones are added, and a function that stops recording
 */
export function spyOnStatements(isWatched: (options: pg.PoolConfig) => boolean): { sent: Sent; stop: () => void } {
  const texts = new Set<string>();
  const mixed: string[][] = [];
  const { connect } = pg.Pool.prototype;
  pg.Pool.prototype.connect = async function (this: pg.Pool & { options: pg.PoolConfig }) {
    const client = await (connect as () => Promise<pg.PoolClient>).call(this);
    return isWatched(this.options) ? watched(client, texts, mixed) : client;
  } as typeof connect;
  const stop = () => {
    pg.Pool.prototype.connect = connect;
  };
  return { sent: { texts, mixed }, stop };
}

function watched(client: pg.PoolClient, texts: Set<string>, mixed: string[][]): pg.PoolClient {
  let owners: Set<string> | undefined;
  const note = (text: string, [owner]: readonly unknown[]) => {
    if (owner !== undefined) {
      texts.add(text);
      owners?.add(String(owner));
    } else if (/^begin/i.test(text)) owners = new Set();
    else if (/^(commit|rollback)/i.test(text)) {
      if (owners !== undefined && owners.size > 1) mixed.push([...owners]);
      owners = undefined;
    } else texts.add(text);
  };
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'query' && name !== 'run') return typeof value === 'function' ? value.bind(target) : value;
      return (...parameters: unknown[]) => {
        const [text, values = []] = parameters;
        note(String(text), values as unknown[]);
        return (value as Query).apply(target, parameters);
      };
    },
  });
}
