import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildPage } from '../../scripts/build-page.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';

/** The most bytes that the script and the style sheet of the page may have together, compressed with brotli. */
const BUDGET = 60 * 1024;

describe('the built page', () => {
  it('has at most 60 KiB of script and style sheet together, compressed with brotli', async () => {
    const folder = join(temporaryFolder(), 'web');
    await buildPage(folder);
    const files = readdirSync(join(folder, 'assets')).filter((name) => /^main-\w+\.(?:js|css)\.br$/.test(name));
    expect(files).to.have.length(2);
    const sizes = files.map((name) => statSync(join(folder, 'assets', name)).size);
    expect(sizes[0] ?? 0).to.be.above(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.at.most(BUDGET);
  });
});
