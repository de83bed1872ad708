// Functions that Playwright serializes and runs in the browser page, so they use no variables from outside.

/**
 * Installs `seen(title, isPainted)`: it resolves with the time, in ms since 1970, at which a task with this title was
 * painted or, if `isPainted` is false, was in the document. A background tab paints once a second or never.
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
    /** The time of the last press of Enter, in ms since 1970. */
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

/** Scrolls the list by `pixels` in each frame. Resolves with the durations of the frames in milliseconds. */
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
