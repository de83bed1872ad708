import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { type Offsets, range } from './layout.ts';

/** The number of rows that are rendered above and below the visible rows, so that fast scrolling shows no gap. */
const OVERSCAN = 10;

/**
 * Returns the indices of the first and the last row to render: the visible rows, and {@link OVERSCAN} rows on both
 * sides. While the user scrolls by less than half a screen, the rows are not rendered again.
 */
export function useWindow(
  list: RefObject<HTMLElement | null>,
  offsets: Offsets,
): readonly [first: number, last: number] {
  const [[top, height], setSeen] = useState<readonly [number, number]>([0, innerHeight]);
  useLayoutEffect(() => {
    const box = list.current?.closest<HTMLElement>('[data-scrolls]');
    if (!box || !list.current) return;
    const look = () => {
      const listTop = list.current?.offsetTop ?? 0;
      // The scroll position is rounded down to a multiple of half a screen. While the rounded value stays the same,
      // nothing is rendered again.
      const step = Math.max(100, Math.floor(box.clientHeight / 2));
      const rounded = Math.floor(Math.max(0, box.scrollTop - listTop) / step) * step;
      const next = [rounded, box.clientHeight + step] as const;
      setSeen((seen) => (seen[0] === next[0] && seen[1] === next[1] ? seen : next));
    };
    look();
    box.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => {
      box.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [list]);
  const [first, last] = range(offsets, top, top + height);
  return [Math.max(0, first - OVERSCAN), Math.min(offsets.length - 2, last + OVERSCAN)];
}
