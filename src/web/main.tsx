import { render } from 'preact';
import './style/main.css';

const root = document.querySelector('#page');
if (root !== null) render(<main>Taskport</main>, root);
