import './style/docs.css';
import { addCopyButtons } from './copy.ts';
import { openTargets } from './open-target.ts';
import { showOrigin } from './origin.ts';
import { addSearch } from './search-box.ts';
import { addTryForms } from './try-out.ts';

// The page can be read without this script. It adds what needs one: search, copying, and sending requests.

showOrigin();
openTargets();
addCopyButtons();
addTryForms();
addSearch();
