import { render } from 'preact';
import './style/main.css';
import { basePath } from './page/base-path.ts';
import { startSession } from './state/start-session.ts';
import { App } from './views/entrance/app.tsx';
import { Unsupported } from './views/entrance/unsupported.tsx';
import { saveDraftsWhenHidden } from './views/model/drafts.ts';
import { applyPreferences } from './views/model/preferences.ts';
import { newVersion } from './views/tray/new-version.tsx';
import { registerWorker } from './worker/register.ts';

const root = document.querySelector('#page');
if (root !== null) {
  applyPreferences(document.documentElement);
  if (!('Temporal' in globalThis)) render(<Unsupported />, root);
  else {
    saveDraftsWhenHidden();
    const service = `${basePath()}/`;
    render(<App {...startSession(service)} base={`${service}app/`} />, root);
  }
}
void registerWorker((activate) => {
  newVersion.value = activate;
});
