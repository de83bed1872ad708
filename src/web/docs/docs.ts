import './style/docs.css';
import { addCopyButtons } from './copy.ts';
import { openTargets } from './open-target.ts';
import { showOrigin } from './origin.ts';
import { addSearch } from './search-box.ts';
import { addTryForms } from './try-out.ts';

// The documentation can be read without this script, which adds search, copy buttons, and forms that send requests.

showOrigin();
openTargets();
addCopyButtons();
addTryForms();
addSearch();
