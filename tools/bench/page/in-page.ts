// Functions that run in the page. They use nothing from outside of themselves.

/**
 * Installs `seen(title, isPainted)`: resolves with the time, in ms since 1970, at which a task with this title was painted,
 * or else was in the document. A tab behind another one paints once a second, or not at all.
 */
export function installWatch(): void {
  const now = () => performance.timeOrigin + performance.now();
  const painted = () =>
    new Promise<number>((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(now());
        channel.port2.postMessage(0);
      }),
    );
  const isShown = (title: string) =>
    [...document.querySelectorAll('main *')].some((each) => each.textContent === title);
  Object.assign(globalThis, {
    seen: (title: string, isPainted: boolean) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!isShown(title)) return false;
          observer.disconnect();
          void (isPainted ? painted() : Promise.resolve(now())).then(resolve);
          return true;
        };
        const observer = new MutationObserver(look);
        if (!look()) observer.observe(document, { subtree: true, childList: true, characterData: true });
      }),
    /** The time of the last press of Enter. */
    entered: 0,
  });
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key === 'Enter') Object.assign(globalThis, { entered: performance.timeOrigin + timeStamp });
    },
    { capture: true },
  );
}

/** Scrolls the list by `pixels` a frame for some frames. Resolves with the length of each frame in milliseconds. */
export function scroll({ pixels, frames }: { pixels: number; frames: number }): Promise<number[]> {
  const scrollable = [...document.querySelectorAll('*')].filter(
    (each) => each.scrollHeight > each.clientHeight + 1_000 && /auto|scroll/.test(getComputedStyle(each).overflowY),
  );
  const list = scrollable[0] ?? document.scrollingElement;
  return new Promise((resolve) => {
    const lengths: number[] = [];
    let last = performance.now();
    const step = (now: number) => {
      lengths.push(now - last);
      last = now;
      list?.scrollBy(0, pixels);
      if (lengths.length > frames) resolve(lengths.slice(1));
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}
