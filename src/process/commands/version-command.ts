import { VERSION } from '../../adapters/http/service/product.ts';

export function version(): void {
  process.stdout.write(`taskport ${VERSION} (Node ${process.versions.node})\n`);
}
