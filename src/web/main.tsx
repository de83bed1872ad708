import { render } from 'preact';
import './style/main.css';
import { registerWorker } from './worker/register.ts';

const root = document.querySelector('#page');
if (root !== null) render(<main>Taskport</main>, root);
void registerWorker((activate) => activate());
