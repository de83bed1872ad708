import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Preloaded by `node --import`. Appends the URL of each module that the service loads to the file MODULE_LIST.

const file = process.env.MODULE_LIST as string;

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(file, `${url}\n`);
    return nextLoad(url, context);
  },
});
