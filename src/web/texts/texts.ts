import { computed } from '@preact/signals';
import { preferences } from '../views/model/preferences.ts';
import { de } from './de.ts';
import { en } from './en.ts';

const TABLES = { en, de };

/** The texts of the page in the language that the user has chosen. */
export const texts = computed(() => TABLES[preferences.language.value]);
