/** The SVG paths of the icons, each drawn as lines in a square of 20 units. */
const SHAPES = {
  inbox: 'M3 11h4l1.5 2.5h3L13 11h4M3 11l2.5-6.5h9L17 11v5H3z',
  today:
    'M10 3.5v-1M10 17.5v-1M3.5 10h-1M17.5 10h-1M5.4 5.4l-.7-.7M15.3 15.3l-.7-.7M14.6 5.4l.7-.7M4.7 15.3l.7-.7M10 13.2a3.2 3.2 0 100-6.4 3.2 3.2 0 000 6.4z',
  upcoming: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3M13 3v3',
  done: 'M10 17.5a7.5 7.5 0 100-15 7.5 7.5 0 000 15zM6.8 10.2l2.2 2.2 4.2-4.6',
  list: 'M7 5.5h10M7 10h10M7 14.5h10M3.2 5.5h.6M3.2 10h.6M3.2 14.5h.6',
  tag: 'M3 3.5h6l8 8-5.5 5.5-8.5-8zM6.3 6.7h.1',
  filter: 'M3 5h14M5.5 10h9M8 15h4',
  search: 'M9 15a6 6 0 100-12 6 6 0 000 12zM13.4 13.4L17 17',
  past: 'M3.2 10a6.8 6.8 0 106.8-6.8A7 7 0 005 5.3L3.2 7M3.2 3.4V7h3.6M10 6.5V10l2.6 1.6',
  more: 'M3 5.5h14M3 10h14M3 14.5h14',
  settings: 'M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4',
  help: 'M7.5 7.6A2.5 2.5 0 0110 5.5c1.5 0 2.6 1 2.6 2.3 0 2-2.6 2-2.6 3.9M10 14.4v.1M10 18a8 8 0 100-16 8 8 0 000 16z',
  close: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  edit: 'M4 16l.6-3.2L13 4.4a1.2 1.2 0 011.7 0l.9.9a1.2 1.2 0 010 1.7l-8.4 8.4zM11.5 6l2.5 2.5',
  trash: 'M4 5.5h12M8 5.5V4h4v1.5M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5',
  flag: 'M5 17.5V3.5h9.5L12.5 7l2 3.5H5',
  undo: 'M7 4L3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 010 9H8',
  check: 'M4 10.5l4 4 8-9',
  select: 'M4 4h12v12H4zM7 10l2.2 2.2L13.2 8',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  note: 'M4 6h12M4 10h12M4 14h7',
  bolt: 'M11 2.5L4.5 11.5H10L9 17.5l6.5-9H10z',
} as const;

export type IconName = keyof typeof SHAPES;

/** An icon of a button or link. It is hidden from screen readers, which read the label of the button or link. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}
