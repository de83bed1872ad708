import { signal } from '@preact/signals';

const query = matchMedia('(max-width: 699px)');

/** True while the window is as narrow as a phone. The style sheets use the same limit. */
export const isNarrow = signal(query.matches);
query.addEventListener('change', () => {
  isNarrow.value = query.matches;
});
