import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildPage } from '../../scripts/build-page.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';

/** The most bytes of the script and the style sheet together, compressed by brotli. */
const BUDGET = 60 * 1024;

describe('the built page', () => {
  it('has a script and a style sheet of together at most 60 KiB, compressed by brotli', async () => {
    const folder = join(temporaryFolder(), 'web');
    await buildPage(folder);
    const files = readdirSync(join(folder, 'assets')).filter((name) => /^main-\w+\.(?:js|css)\.br$/.test(name));
    expect(files).to.have.length(2);
    const sizes = files.map((name) => statSync(join(folder, 'assets', name)).size);
    expect(sizes[0] ?? 0).to.be.above(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.at.most(BUDGET);
  });
});
